import { isIPv4 } from 'node:net';

/** First address of the network, written as short as usual: `192.0.2.0`, `fd00::`. */
export function toSubnet(address: string, netmask: string): string | undefined {
  const bytes = toBytes(address);
  const mask = toBytes(netmask);
  if (bytes === undefined || bytes.length !== mask?.length) return undefined;
  const network = Buffer.from(bytes.map((byte, index) => byte & (mask[index] ?? 0)));
  return network.length === 4 ? network.join('.') : formatIpv6(network);
}

/** Sixteen bytes as RFC 5952 writes them: the longest run of zero groups as `::`. */
export function formatIpv6(bytes: Buffer): string {
  const groups: string[] = [];
  for (let at = 0; at < 16; at += 2) groups.push(bytes.readUInt16BE(at).toString(16));
  let run = { start: 0, length: 0 };
  for (let start = 0; start < groups.length; start += 1) {
    let length = 0;
    while (groups[start + length] === '0') length += 1;
    if (length > run.length) run = { start, length };
  }
  if (run.length < 2) return groups.join(':');
  return `${groups.slice(0, run.start).join(':')}::${groups.slice(run.start + run.length).join(':')}`;
}

function toBytes(address: string): number[] | undefined {
  if (isIPv4(address)) return address.split('.').map(Number);
  const [head = '', tail] = (address.split('%')[0] ?? '').split('::');
  const before = head === '' ? [] : head.split(':');
  const after = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = 8 - before.length - after.length;
  if (zeros < 0 || (tail === undefined && zeros !== 0)) return undefined;
  const groups = [...before, ...Array<string>(zeros).fill('0'), ...after];
  return groups.flatMap((group) => {
    const value = Number.parseInt(group, 16);
    return [value >> 8, value & 0xff];
  });
}
