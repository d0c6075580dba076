import type { Row, SqlValue, Statements } from '../database/database.ts';
import { readCursor, writeCursor } from './cursor.ts';

/** What a list is read from. All texts are SQL of ours; what comes from outside stands in `values`. */
export interface PageSource {
  columns: string;
  /** Tables, without `FROM`. */
  from: string;
  conditions: readonly string[];
  /** Bound to the conditions, in their order. */
  values: readonly SqlValue[];
  /** Column that no two rows have alike and none has empty; the list is sorted by it. */
  key: string;
  kind: 'number' | 'string';
  order: 'ascending' | 'descending';
}

/** A page of a list. */
export interface Page<Item> {
  items: Item[];
  /** Of all pages. */
  total: number;
  next: string | null;
}

/** Reads a page of rows that one column sorts. @throws InvalidInputError when the cursor is none of this list. */
export async function readKeyedPage<Item>(
  statements: Statements,
  source: PageSource,
  { limit, cursor }: { limit: number; cursor?: string | undefined },
  toItem: (row: Row) => Item,
): Promise<Page<Item>> {
  const { columns, from, key, kind, order } = source;
  const after = readCursor(cursor, [kind])?.[0];
  const where = ['1 = 1', ...source.conditions];
  const [counted] = await statements.query(
    `SELECT COUNT(*) AS n FROM ${from} WHERE ${where.join(' AND ')}`,
    source.values,
  );
  const [comparison, direction] = order === 'ascending' ? ['>', 'ASC'] : ['<', 'DESC'];
  const place = after === undefined ? [] : [`${key} ${comparison} ?`];
  const rows = await statements.query(
    `SELECT ${columns}, ${key} AS page_key FROM ${from} WHERE ${[...where, ...place].join(' AND ')}
     ORDER BY ${key} ${direction} LIMIT ?`,
    [...source.values, ...(after === undefined ? [] : [after]), String(limit + 1)],
  );
  const page = rows.slice(0, limit);
  const last = page.at(-1)?.page_key ?? null;
  const lastKey = kind === 'number' ? Number(last) : String(last);
  return {
    items: page.map(toItem),
    total: Number(counted?.n),
    next: rows.length > page.length ? writeCursor([lastKey]) : null,
  };
}

/** Text of a column, or null. */
export function textOf(value: Row[string] | undefined): string | null {
  return value === null || value === undefined ? null : String(value);
}

/** Number of a column, or null. */
export function numberOf(value: Row[string] | undefined): number | null {
  return value === null || value === undefined ? null : Number(value);
}
