import { createHash } from 'node:crypto';

/**
 * A Merkle tree as RFC 6962, section 2.1, has it: leaves and nodes are told apart by their first byte, and a tree of n leaves
 * is parted at the largest power of two below n.
 */
export function merkleRoot(entries: readonly Buffer[]): Buffer {
  return rootOf(entries.map(leafHash));
}

/** The hashes that lead from an entry to the root, the lowest first. */
export function inclusionPath(entries: readonly Buffer[], index: number): Buffer[] {
  return pathOf(entries.map(leafHash), index);
}

/** The root that a path leads to (RFC 9162, section 2.1.3.2); `undefined` when it is not the path of that place. */
export function rootFromPath(
  entry: Buffer,
  index: number,
  count: number,
  path: readonly Buffer[],
): Buffer | undefined {
  let hash = leafHash(entry);
  let place = index;
  let last = count - 1;
  const rise = () => {
    place = Math.floor(place / 2);
    last = Math.floor(last / 2);
  };
  for (const sibling of path) {
    if (last === 0) return undefined;
    const isRight = place % 2 === 1 || place === last;
    hash = isRight ? nodeHash(sibling, hash) : nodeHash(hash, sibling);
    // The last place of a level may have no sibling there, and rises until it has one.
    while (isRight && place % 2 === 0 && place !== 0) rise();
    rise();
  }
  return last === 0 ? hash : undefined;
}

function rootOf(leaves: readonly Buffer[]): Buffer {
  const [only] = leaves;
  if (only === undefined) return createHash('sha256').digest();
  if (leaves.length === 1) return only;
  const middle = splitOf(leaves.length);
  return nodeHash(rootOf(leaves.slice(0, middle)), rootOf(leaves.slice(middle)));
}

function pathOf(leaves: readonly Buffer[], index: number): Buffer[] {
  if (leaves.length <= 1) return [];
  const middle = splitOf(leaves.length);
  const [left, right] = [leaves.slice(0, middle), leaves.slice(middle)];
  return index < middle
    ? [...pathOf(left, index), rootOf(right)]
    : [...pathOf(right, index - middle), rootOf(left)];
}

/** The largest power of two below `count`. */
function splitOf(count: number): number {
  let split = 1;
  while (split * 2 < count) split *= 2;
  return split;
}

function leafHash(entry: Buffer): Buffer {
  return createHash('sha256').update(Buffer.of(0)).update(entry).digest();
}

function nodeHash(left: Buffer, right: Buffer): Buffer {
  return createHash('sha256').update(Buffer.of(1)).update(left).update(right).digest();
}
