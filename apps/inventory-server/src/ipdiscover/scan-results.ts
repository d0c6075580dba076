import { cutText, type DiscoveredAddress, type SectionRow } from '@popis/inventory-format';

/** A neighbour as `netmap` keeps it. */
export interface Neighbour {
  ip: string;
  mac: string;
  mask: string;
  netId: string;
  name: string | null;
}

const MAC = /^[0-9a-f]{2}(?::[0-9a-f]{2}){5}$/i;
const ADDRESS_LENGTH = 15;
const NAME_LENGTH = 255;

/** What a scan of a subnet found, each hardware address once; addresses that are none are left out and counted. */
export function toNeighbours(
  discovered: readonly DiscoveredAddress[],
  subnet: string,
  networks: readonly SectionRow[],
): { neighbours: Neighbour[]; skipped: number } {
  const mask = networks.find((network) => network.IPSUBNET === subnet)?.IPMASK ?? '';
  const byMac = new Map<string, Neighbour>();
  let skipped = 0;
  for (const { ip, mac, name } of discovered) {
    if (!isIpv4(ip) || !MAC.test(mac)) {
      skipped += 1;
      continue;
    }
    byMac.set(mac.toLowerCase(), {
      ip,
      mac,
      mask: cutText(mask, ADDRESS_LENGTH),
      netId: cutText(subnet, ADDRESS_LENGTH),
      name: name === undefined ? null : toName(name),
    });
  }
  // In one order everywhere, so that two scans of one subnet never wait for each other in a ring.
  const neighbours = [...byMac].sort(([left], [right]) => (left < right ? -1 : 1)).map(([, each]) => each);
  return { neighbours, skipped };
}

/** Whether a text is an IPv4 address. */
export function isIpv4(text: string): boolean {
  const parts = text.split('.');
  return parts.length === 4 && parts.every((part) => /^\d{1,3}$/.test(part) && Number(part) <= 255);
}

/** A real OCS database's `netmap` cannot hold what is beyond U+FFFF, and names of hosts have none of it. */
function toName(name: string): string {
  return cutText(name.replace(/[\u{10000}-\u{10ffff}]/gu, '\ufffd'), NAME_LENGTH);
}
