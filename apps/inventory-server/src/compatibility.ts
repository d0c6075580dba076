/** Where agents that prove nothing about themselves, as plain OCS agents, may come from. */
export type Compatibility = 'off' | 'loopback' | 'open';

/** Whether a plain agent at this address may report. */
export function admitsPlainAgent(compatibility: Compatibility, address: string): boolean {
  switch (compatibility) {
    case 'off':
      return false;
    case 'loopback':
      return address === '::1' || address.startsWith('127.');
    case 'open':
      return true;
  }
}

/** An IPv4 address that came in over an IPv6 socket, in its own notation. */
export function plainAddress(address: string): string {
  return address.replace(/^::ffff:(?=\d+\.\d+\.\d+\.\d+$)/i, '');
}

/** Whether an address is one of a list: whole, or its beginning before a `*`. */
export function isTrustedAddress(trusted: readonly string[], address: string): boolean {
  return trusted.some((entry) =>
    entry.endsWith('*') ? address.startsWith(entry.slice(0, -1)) : address === entry,
  );
}
