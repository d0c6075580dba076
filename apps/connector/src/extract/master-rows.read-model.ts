import type { InventoryDatabase, View } from './inventory-database.ts';
import { type JoinedMaster, joinByPosition, type ViewRows } from './view-rows.ts';

/** The views of one extraction. Joins are by position, so nothing is said here of the names of columns. */
export interface ViewSelection {
  readonly master: View;
  readonly slaves: readonly View[];
}

/** How many masters are read at once: with 20 parts each about 5,000 rows, a few MiB. */
const mastersAtOnce = 250;

/**
 * Reads all masters with the rows of their slaves, in ranges of the first column. Memory is bounded by one range
 * however large the inventory, every range comes from the same snapshot, and a range of the first column (hardware.ID)
 * is what OCS's tables have an index on.
 */
export async function* readMasters(
  database: InventoryDatabase,
  { master, slaves }: ViewSelection,
  atOnce = mastersAtOnce,
): AsyncGenerator<JoinedMaster[]> {
  let after: string | undefined;
  do {
    const last = await findLastOfRange(database, master, after, atOnce);
    const masters = await readRange(database, master, after, last);
    const parts: ViewRows[] = [];
    for (const slave of slaves) parts.push(await readRange(database, slave, after, last));
    yield joinByPosition(masters, parts);
    after = last;
  } while (after !== undefined);
}

/** Rows of the master view without an id: they can be joined to nothing and must not be dropped in silence. */
export async function countMastersWithoutId(database: InventoryDatabase, master: View): Promise<number> {
  const sql = `SELECT count(*) FROM ${database.quote(master.name)} WHERE ${firstColumn(database, master)} IS NULL`;
  const [row] = await database.readRows(sql, []);
  return Number(row?.[0] ?? 0);
}

/** The id that ends the next range; `undefined` when the rest is less than a range. Doubled ids stay in one range. */
async function findLastOfRange(
  database: InventoryDatabase,
  master: View,
  after: string | undefined,
  atOnce: number,
): Promise<string | undefined> {
  const id = firstColumn(database, master);
  const { condition, parameters } = rangeCondition(database, id, after, undefined);
  const sql = `SELECT ${id} FROM ${database.quote(master.name)} WHERE ${condition} ORDER BY 1 LIMIT 1 OFFSET ${atOnce - 1}`;
  const [row] = await database.readRows(sql, parameters);
  return row?.[0] ?? undefined;
}

/** All columns count for the order, so that the parts of a machine come in the same order every night. */
async function readRange(
  database: InventoryDatabase,
  view: View,
  after: string | undefined,
  last: string | undefined,
): Promise<ViewRows> {
  const { condition, parameters } = rangeCondition(database, firstColumn(database, view), after, last);
  const columns = view.columns.map(database.quote).join(', ');
  const order = view.columns.map((_column, index) => index + 1).join(', ');
  const sql = `SELECT ${columns} FROM ${database.quote(view.name)} WHERE ${condition} ORDER BY ${order}`;
  return { ...view, rows: await database.readRows(sql, parameters) };
}

function rangeCondition(
  database: InventoryDatabase,
  id: string,
  after: string | undefined,
  last: string | undefined,
): { condition: string; parameters: string[] } {
  const parameters: string[] = [];
  const conditions = [`${id} IS NOT NULL`];
  for (const [operator, bound] of [
    ['>', after],
    ['<=', last],
  ] as const) {
    if (bound === undefined) continue;
    parameters.push(bound);
    conditions.push(`${id} ${operator} ${database.placeholder(parameters.length)}`);
  }
  return { condition: conditions.join(' AND '), parameters };
}

function firstColumn(database: InventoryDatabase, view: View): string {
  return database.quote(view.columns[0] ?? '');
}
