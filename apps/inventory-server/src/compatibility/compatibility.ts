import { BlockList, isIP } from 'node:net';
import { type Fault, InvalidInputError } from '@popis/errors';

/**
 * Where agents that prove nothing about themselves, as plain OCS agents, may come from, in order: the first entry that
 * holds an address decides. Empty = nowhere.
 */
export type Compatibility = readonly AdmittedRange[];

/** Addresses of plain agents, and whether they must give a user and a password. */
export interface AdmittedRange {
  addresses: Addresses;
  needsPassword: boolean;
}

/** Apart by version: Node takes `::/0` to hold IPv4 addresses too. */
type Addresses = Readonly<Record<'ipv4' | 'ipv6', BlockList>>;

/** What becomes of a plain agent before anything of its report is read. */
export type Admission = 'admitted' | 'needs-password' | 'refused';

const WITH_PASSWORD = '+basic';
const WORDS: Readonly<Record<string, readonly string[]>> = {
  loopback: ['127.0.0.0/8', '::1/128'],
  open: ['0.0.0.0/0', '::/0'],
};

/**
 * Reads the switch: `off`, or entries parted by commas, each `loopback`, `open` or an address or range (CIDR), with
 * `+basic` behind it where HTTP basic authentication is asked for.
 * @throws InvalidInputError naming every entry that is none.
 * @example parseCompatibility('loopback, 10.1.0.0/16, 2001:db8::/32+basic')
 */
export function parseCompatibility(text: string): Compatibility {
  if (text.trim() === 'off') {
    return [];
  }
  const faults: Fault[] = [];
  const ranges: AdmittedRange[] = [];
  for (const [index, given] of text.split(',').entries()) {
    const entry = given.trim();
    const needsPassword = entry.endsWith(WITH_PASSWORD);
    const place = needsPassword ? entry.slice(0, -WITH_PASSWORD.length) : entry;
    const addresses = noAddresses();
    const isRead = (WORDS[place] ?? [place]).every((range) => addRange(addresses, range));
    if (isRead) {
      ranges.push({ addresses, needsPassword });
    } else {
      const message = `must be loopback, open, an address or a range such as 10.1.0.0/16, each with or without +basic, or off alone, not "${entry}"`;
      faults.push({ path: String(index), message });
    }
  }
  if (faults.length > 0) {
    throw new InvalidInputError('The addresses of plain agents have faults', faults);
  }
  return ranges;
}

/** Whether a text is an address or a range of addresses. */
export function isAddressRange(text: string): boolean {
  return addRange(noAddresses(), text);
}

function noAddresses(): Addresses {
  return { ipv4: new BlockList(), ipv6: new BlockList() };
}

function addRange(addresses: Addresses, range: string): boolean {
  const [address = '', bits, ...rest] = range.split('/');
  const version = isIP(address);
  if (version === 0 || rest.length > 0 || address.includes('%')) {
    return false;
  }
  const family = version === 4 ? 'ipv4' : 'ipv6';
  const longest = version === 4 ? 32 : 128;
  if (bits !== undefined && (!/^\d{1,3}$/.test(bits) || Number(bits) > longest)) {
    return false;
  }
  addresses[family].addSubnet(address, bits === undefined ? longest : Number(bits), family);
  return true;
}

/** Whether a plain agent at this address may report. What is no address, as a proxy may pass on, may not. */
export function admitPlainAgent(compatibility: Compatibility, given: string): Admission {
  const address = given.replace(/%.*$/, '');
  const version = isIP(address);
  if (version === 0) {
    return 'refused';
  }
  const family = version === 4 ? 'ipv4' : 'ipv6';
  const range = compatibility.find(({ addresses }) => addresses[family].check(address, family));
  if (range === undefined) {
    return 'refused';
  }
  return range.needsPassword ? 'needs-password' : 'admitted';
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
