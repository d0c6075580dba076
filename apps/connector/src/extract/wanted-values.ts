import type { Cell } from './view-rows.ts';

/** The values of one column of a view that are worth reading. */
export interface WantedValues {
  readonly column: string;
  /** By the folded value: how the CMDB spells it. */
  readonly spellings: ReadonlyMap<string, string>;
}

/** Takes values as the CMDB has them; of two that differ in case alone, the first. */
export function toWantedValues(column: string, values: readonly string[]): WantedValues {
  const spellings = new Map<string, string>();
  for (const value of values) {
    const folded = foldValue(value);
    if (folded !== '' && !spellings.has(folded)) spellings.set(folded, value);
  }
  return { column, spellings };
}

/** Keeps the rows with a wanted value, in the CMDB's spelling, so that a card is found by it. */
export function keepWanted(
  rows: readonly (readonly Cell[])[],
  position: number,
  { spellings }: WantedValues,
): (readonly Cell[])[] {
  const kept: (readonly Cell[])[] = [];
  for (const row of rows) {
    const spelling = spellings.get(foldValue(row[position] ?? ''));
    // A database may take for equal what differs in an accent.
    if (spelling !== undefined) kept.push(row.with(position, spelling));
  }
  return kept;
}

function foldValue(value: string): string {
  return value.trim().toLowerCase();
}
