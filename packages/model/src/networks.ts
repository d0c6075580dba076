import { z } from 'zod';
import type { ReadValue } from './values.ts';

const ipv4 = z.ipv4();
const ipv6 = z.ipv6();

/** Reads an address of IPv4 or IPv6 into its one form, that of RFC 5952 for IPv6: two spellings of an address are equal. */
export function readIpAddress(given: string): ReadValue {
  const groups = parseAddress(given.trim().toLowerCase());
  return groups === undefined ? { fault: 'must be an IP address' } : { value: formatAddress(groups) };
}

/**
 * Reads a network of IPv4 or IPv6 into its one form: an address (of IPv6 as RFC 5952 writes it) and the length of its prefix. Bits
 * beyond the prefix are a fault, not dropped: who writes `10.1.0.5/16` may mean the address.
 */
export function readIpNetwork(given: string): ReadValue {
  const [address = '', prefix = '', ...more] = given.trim().toLowerCase().split('/');
  const groups = more.length > 0 || !/^\d{1,3}$/.test(prefix) ? undefined : parseAddress(address);
  const width = groups?.length === 4 ? 8 : 16;
  const bits = Number(prefix);
  if (groups === undefined || bits > groups.length * width) {
    return { fault: 'must be a network, like 10.1.0.0/16' };
  }
  const masked = groups.map((group, index) => maskGroup(group, width, bits - index * width));
  const network = `${formatAddress(masked)}/${bits}`;
  const isMasked = masked.every((group, index) => group === groups[index]);
  return isMasked ? { value: network } : { fault: `has bits beyond its prefix: the network is ${network}` };
}

/** The groups of an address: four bytes, or eight of sixteen bits. */
function parseAddress(address: string): number[] | undefined {
  if (ipv4.safeParse(address).success) return address.split('.').map(Number);
  if (!ipv6.safeParse(address).success) return undefined;
  const [head = [], tail] = address.split('::').map(parseGroups);
  if (tail === undefined) return head;
  const zeros = Array.from({ length: 8 - head.length - tail.length }, () => 0);
  return [...head, ...zeros, ...tail];
}

/** The last two groups may be written as an address of IPv4. */
function parseGroups(text: string): number[] {
  const groups: number[] = [];
  for (const group of text.split(':')) {
    const bytes = group.includes('.') ? group.split('.').map(Number) : undefined;
    const [a = 0, b = 0, c = 0, d = 0] = bytes ?? [];
    if (bytes !== undefined) groups.push(a * 256 + b, c * 256 + d);
    else if (group !== '') groups.push(Number.parseInt(group, 16));
  }
  return groups;
}

function maskGroup(group: number, width: number, bits: number): number {
  if (bits >= width) return group;
  return bits <= 0 ? 0 : group - (group % 2 ** (width - bits));
}

function formatAddress(groups: readonly number[]): string {
  if (groups.length === 4) return groups.join('.');
  const { start, length } = longestZeros(groups);
  const words = groups.map((group) => group.toString(16));
  if (length < 2) return words.join(':');
  return `${words.slice(0, start).join(':')}::${words.slice(start + length).join(':')}`;
}

/** The longest run of zeros, the first of several. */
function longestZeros(groups: readonly number[]): { start: number; length: number } {
  let best = { start: 0, length: 0 };
  let start = 0;
  for (const [index, group] of groups.entries()) {
    if (group !== 0) start = index + 1;
    else if (index + 1 - start > best.length) best = { start, length: index + 1 - start };
  }
  return best;
}
