import { BlockList, isIP } from 'node:net';

/**
 * Addresses that are no public host's: of this machine, of private networks, of links (among them the metadata services of
 * clouds), reserved ones, and those in which IPv6 wraps IPv4 (https://www.iana.org/assignments/iana-ipv4-special-registry,
 * https://www.iana.org/assignments/iana-ipv6-special-registry).
 */
const notPublic = toBlockList([
  ...['0.0.0.0/8', '10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '169.254.0.0/16', '172.16.0.0/12'],
  ...['192.0.0.0/24', '192.0.2.0/24', '192.88.99.0/24', '192.168.0.0/16', '198.18.0.0/15'],
  ...['198.51.100.0/24', '203.0.113.0/24', '224.0.0.0/4', '240.0.0.0/4'],
  ...['::/96', '64:ff9b::/96', '64:ff9b:1::/48', '100::/64', '2001::/23', '2001:db8::/32', '2002::/16'],
  ...['3fff::/20', '5f00::/16', 'fc00::/7', 'fe80::/10', 'fec0::/10', 'ff00::/8'],
]);

/** Where something may be sent besides public addresses: hosts by name, addresses and ranges. */
export interface AllowedPlaces {
  readonly hosts: ReadonlySet<string>;
  readonly ranges: BlockList;
}

/** Reads such places; those that are no host, address or range come back as `wrong`. */
export function parseAllowedPlaces(entries: readonly string[]): { allowed: AllowedPlaces; wrong: string[] } {
  const hosts = new Set<string>();
  const ranges = new BlockList();
  const wrong: string[] = [];
  for (const entry of entries) {
    if (isRange(entry)) addRange(ranges, entry);
    else if (/^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/i.test(entry) && /[a-z]/i.test(entry))
      hosts.add(entry.toLowerCase());
    else wrong.push(entry);
  }
  return { allowed: { hosts, ranges }, wrong };
}

/** Whether a request for `host` may go to `address`. */
export function mayBeReached(host: string, address: string, { hosts, ranges }: AllowedPlaces): boolean {
  if (hosts.has(host.toLowerCase())) return true;
  const plain = withoutWrapping(address);
  const family = isIP(plain);
  if (family === 0) return false;
  const version = family === 4 ? 'ipv4' : 'ipv6';
  return ranges.check(plain, version) || !notPublic.check(plain, version);
}

/** An IPv4 address that is written as IPv6 (RFC 4291, 2.5.5.2) is that address. */
function withoutWrapping(address: string): string {
  if (isIP(address) !== 6) return address;
  const url = new URL(`http://[${address.split('%')[0]}]`).hostname.slice(1, -1);
  const [, high, low] = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/.exec(url) ?? [];
  if (high === undefined || low === undefined) return url;
  const [first, second] = [Number.parseInt(high, 16), Number.parseInt(low, 16)];
  return [first >> 8, first & 255, second >> 8, second & 255].join('.');
}

function toBlockList(ranges: readonly string[]): BlockList {
  const list = new BlockList();
  for (const range of ranges) addRange(list, range);
  return list;
}

function isRange(entry: string): boolean {
  const [address = '', bits, ...rest] = entry.split('/');
  const family = isIP(address);
  if (family === 0 || rest.length > 0 || address.includes('%')) return false;
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (family === 4 ? 32 : 128));
}

function addRange(list: BlockList, range: string): void {
  const [address = '', bits] = range.split('/');
  const isV4 = isIP(address) === 4;
  list.addSubnet(address, bits === undefined ? (isV4 ? 32 : 128) : Number(bits), isV4 ? 'ipv4' : 'ipv6');
}
