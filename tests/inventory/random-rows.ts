import type { Database, Row } from '../../apps/inventory-server/src/database/database.ts';
import { TABLES, type Table, type TableColumn } from '../../apps/inventory-server/src/schema/tables.ts';

/** Every table of an inventory → its rows, in one order. */
export type InventoryState = Map<string, Row[]>;

/** A source of numbers that are the same for the same seed: 0 ≤ n < below. */
export type Dice = (below: number) => number;

/** Dice of a seed (mulberry32). */
export function diceOf(seed: number): Dice {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296) * below);
  };
}

/** All rows of all tables, apart from those that `ignored` names. */
export async function readState(
  { statements, dialect }: Database,
  ignored: readonly string[],
): Promise<InventoryState> {
  const names = TABLES.map((table) => table.name).filter((name) => !ignored.includes(name));
  const state: InventoryState = new Map();
  await Promise.all(
    names.map(async (name) => {
      const { rows } = await statements.queryTable(`SELECT t.* FROM ${dialect.table(name)} t`);
      state.set(name, inOrder(rows));
    }),
  );
  return state;
}

/** Rows in an order that depends on nothing but what they hold. */
export function inOrder(rows: readonly Row[]): Row[] {
  const textOf = (row: Row) =>
    JSON.stringify(Object.entries(row).toSorted(([one], [two]) => (one < two ? -1 : 1)));
  return rows.toSorted((one, two) => (textOf(one) < textOf(two) ? -1 : 1));
}

/** Takes all rows away. */
export async function emptyInventory({ statements, dialect }: Database): Promise<void> {
  await Promise.all(TABLES.map(({ name }) => statements.query(`DELETE FROM ${dialect.table(name)}`)));
}

/** A row with a value in each column; `given` says some of them, by lower-case names. */
export function randomRow(table: Table, dice: Dice, given: Row): Row {
  const row: Row = 'id' in given ? { id: given.id ?? null } : {};
  for (const column of table.columns) {
    const name = column.name.toLowerCase();
    const isKey = table.key !== 'identity' && table.key.includes(column.name);
    row[name] =
      name in given ? (given[name] ?? null) : randomValue(column, dice, isKey || isOnlyOne(table, column));
  }
  return row;
}

function isOnlyOne(table: Table, column: TableColumn): boolean {
  return table.unique?.includes(column.name) === true;
}

function randomValue({ type, mandatory }: TableColumn, dice: Dice, isOnce: boolean): string | number | null {
  if (!isOnce && mandatory !== true && dice(5) === 0) {
    return null;
  }
  switch (type.kind) {
    case 'text':
      return randomText(dice, isOnce).slice(0, type.length);
    case 'longText':
      return randomText(dice, isOnce);
    case 'tinyInteger':
      return dice(100);
    case 'smallInteger':
      return dice(30_000);
    case 'integer':
      return isOnce ? 1000 + dice(1_000_000_000) : dice(1_000_000);
    case 'bigInteger':
      return dice(1_000_000) * 1_000_000;
    case 'decimal':
      return dice(900) / 4;
    case 'date':
      return `2026-0${1 + dice(9)}-1${dice(10)}`;
    case 'timestamp':
      return `2026-0${1 + dice(9)}-1${dice(10)} 0${dice(10)}:1${dice(10)}:2${dice(10)}`;
  }
}

const WORDS = ['ćiro', 'O’Neil', 'a "b" \\c', 'x\ny', '', '  ', 'NULL', '𝄞', '%_?', '7'];

/** What has to differ differs in capitals and accents as well: not every table tells those apart. */
function randomText(dice: Dice, isOnce: boolean): string {
  const number = dice(1_000_000_000).toString(36);
  return isOnce ? number : `${WORDS[dice(WORDS.length)]}${number}`;
}
