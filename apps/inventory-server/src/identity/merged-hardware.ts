import type { WholeRow } from './lineage.repository.ts';

/** Values of `hardware` that belong to the device as it is known, and not to what its agent says. */
const STANDING_COLUMNS = ['id', 'quality', 'fidelity'] as const;

/** What `hardware` says of two devices that become one, apart from the DEVICEID: what the other says, who spoke last. */
export function mergeHardware(kept: WholeRow, other: WholeRow): WholeRow {
  return {
    ...other,
    ...pick(kept, STANDING_COLUMNS),
    checksum: joinBits(kept.checksum, other.checksum),
    userid: other.userid ?? kept.userid ?? null,
  };
}

/**
 * What `hardware` says of the other once it is a device of its own again: what was said since, and where nothing was, what
 * it said before. CHECKSUM says what consumers have not read yet, so that it only gains bits.
 */
export function partHardware(current: WholeRow, kept: WholeRow, other: WholeRow): WholeRow {
  const merged = mergeHardware(kept, other);
  return {
    ...current,
    ...pick(other, [...STANDING_COLUMNS, 'deviceid']),
    checksum:
      current.checksum === merged.checksum
        ? (other.checksum ?? null)
        : joinBits(current.checksum, other.checksum),
    userid: current.userid === merged.userid ? (other.userid ?? null) : (current.userid ?? null),
  };
}

/** CHECKSUM is wider than the 32 bits that `|` knows. */
function joinBits(one: WholeRow[string] | undefined, other: WholeRow[string] | undefined): number {
  return Number(BigInt(one ?? 0) | BigInt(other ?? 0));
}

function pick(row: WholeRow, columns: readonly string[]): WholeRow {
  return Object.fromEntries(columns.filter((name) => name in row).map((name) => [name, row[name] ?? null]));
}
