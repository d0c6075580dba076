import type { SectionRow, StoredValue } from '@popis/inventory-format';
import type { StoredSection } from '../schema/stored-sections.ts';

/** What the dictionaries hold for a publisher or version that nobody told. */
export const UNAVAILABLE = 'Unavailable';

/** A row of `software` that is there: its id and its values in the order of the columns. */
export interface StoredRow {
  id: number;
  values: readonly StoredValue[];
}

/** The words of each dictionary that rows of software need. */
export function listWords(section: StoredSection, rows: readonly SectionRow[]): Map<string, Set<string>> {
  const words = new Map<string, Set<string>>();
  for (const column of section.columns) {
    if (column.dictionary !== undefined) {
      const used = new Set<string>();
      for (const row of rows) {
        used.add(toWord(column.toValue(row[column.field])));
      }
      words.set(column.dictionary, used);
    }
  }
  return words;
}

/** Values of the columns for each title; a title, publisher and version that comes twice is kept once. */
export function toSoftwareValues(
  section: StoredSection,
  rows: readonly SectionRow[],
  ids: ReadonlyMap<string, ReadonlyMap<string, number>>,
): StoredValue[][] {
  const seen = new Set<string>();
  const values: StoredValue[][] = [];
  for (const row of rows) {
    const line: StoredValue[] = [];
    let identity = '';
    for (const column of section.columns) {
      const value = column.toValue(row[column.field]);
      if (column.dictionary === undefined) {
        line.push(value);
      } else {
        const id = ids.get(column.dictionary)?.get(toWord(value));
        if (id === undefined) {
          throw new Error(`a word of ${column.dictionary} was not resolved`);
        }
        line.push(id);
        identity += `${id}:`;
      }
    }
    if (!seen.has(identity)) {
      seen.add(identity);
      values.push(line);
    }
  }
  return values;
}

/** Ids of rows to delete and values of rows to insert, so that the wanted ones stand there. */
export function diffRows(
  present: readonly StoredRow[],
  wanted: readonly (readonly StoredValue[])[],
): { deleted: number[]; inserted: (readonly StoredValue[])[] } {
  const missing = new Map<string, readonly StoredValue[]>();
  for (const values of wanted) {
    missing.set(keyOf(values), values);
  }
  const deleted: number[] = [];
  for (const row of present) {
    if (!missing.delete(keyOf(row.values))) {
      deleted.push(row.id);
    }
  }
  return { deleted, inserted: [...missing.values()] };
}

/** Drivers give the same number once as number and once as text. */
function keyOf(values: readonly StoredValue[]): string {
  return JSON.stringify(values.map((value) => (value === null ? null : String(value))));
}

function toWord(value: StoredValue): string {
  return value === null || value === '' ? UNAVAILABLE : String(value);
}
