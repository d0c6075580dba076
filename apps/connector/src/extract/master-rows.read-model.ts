import { UpstreamFailedError } from '@popis/errors';
import type { InventoryDatabase, View } from './inventory-database.ts';
import { type Cell, type JoinedMaster, joinByPosition, type ViewRows } from './view-rows.ts';
import { keepWanted, type WantedValues } from './wanted-values.ts';

/** The views of one extraction. Joins are by position, so nothing is said here of the names of columns. */
export interface ViewSelection {
  readonly master: View;
  readonly slaves: readonly View[];
  /** Of these slaves only the rows with a wanted value are read, by the view's name in lower case. */
  readonly wanted?: ReadonlyMap<string, WantedValues>;
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
  { master, slaves, wanted }: ViewSelection,
  atOnce = mastersAtOnce,
): AsyncGenerator<JoinedMaster[]> {
  let after: string | undefined;
  do {
    const last = await findLastOfRange(database, master, after, atOnce);
    const masters = await readRange(database, master, after, last);
    const parts: ViewRows[] = [];
    for (const slave of slaves) {
      const values = wanted?.get(slave.name.toLowerCase());
      parts.push(
        values === undefined
          ? await readRange(database, slave, after, last)
          : await readWanted(database, slave, after, last, values),
      );
    }
    yield joinByPosition(masters, parts);
    after = last;
  } while (after !== undefined);
}

/** Rows of the master view without an id: they can be joined to nothing and must not be dropped in silence. */
export async function countMastersWithoutId(database: InventoryDatabase, master: View): Promise<number> {
  const sql = `SELECT count(*) FROM ${database.quote(master.name)} WHERE ${firstColumn(database, master)} IS NULL`;
  const [row] = await readView(database, master, sql, []);
  return Number(row?.[0] ?? 0);
}

/** Reads rows of a view; a failure says what was being read, since drivers tell of a lost connection without saying whose. */
async function readView(
  database: InventoryDatabase,
  view: View,
  sql: string,
  parameters: readonly string[],
): Promise<(readonly Cell[])[]> {
  try {
    return await database.readRows(sql, parameters);
  } catch (error) {
    throw new UpstreamFailedError(`Reading ${view.name} in the inventory database failed`, { cause: error });
  }
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
  const [row] = await readView(database, master, sql, parameters);
  return row?.[0] ?? undefined;
}

/** All columns count for the order, so that the parts of a machine come in the same order every night. */
async function readRange(
  database: InventoryDatabase,
  view: View,
  after: string | undefined,
  last: string | undefined,
  among?: { readonly column: string; readonly values: readonly string[] },
): Promise<ViewRows> {
  const range = rangeCondition(database, firstColumn(database, view), after, last);
  const parameters = [...range.parameters, ...(among?.values ?? [])];
  let { condition } = range;
  if (among !== undefined) {
    const marks = among.values.map((_value, index) => {
      return `lower(${database.placeholder(range.parameters.length + index + 1)})`;
    });
    condition += ` AND lower(${database.quote(storedColumn(view, among.column))}) IN (${marks.join(', ')})`;
  }
  const columns = view.columns.map(database.quote).join(', ');
  const order = view.columns.map((_column, index) => index + 1).join(', ');
  const sql = `SELECT ${columns} FROM ${database.quote(view.name)} WHERE ${condition} ORDER BY ${order}`;
  return { ...view, rows: await readView(database, view, sql, parameters) };
}

/** How many values go into one statement; PostgreSQL takes 65,535 parameters. */
const valuesAtOnce = 10_000;

/**
 * The rows of a range whose column has one of the wanted values, whatever the case. The database looks at the range's rows
 * alone, by the index on the id, and hands over those that fit.
 */
async function readWanted(
  database: InventoryDatabase,
  view: View,
  after: string | undefined,
  last: string | undefined,
  wanted: WantedValues,
): Promise<ViewRows> {
  const position = view.columns.findIndex((column) => column.toLowerCase() === wanted.column.toLowerCase());
  const texts = [...wanted.spellings.keys()];
  const found: (readonly Cell[])[] = [];
  for (let start = 0; start < texts.length; start += valuesAtOnce) {
    const some = texts.slice(start, start + valuesAtOnce);
    found.push(
      ...(await readRange(database, view, after, last, { column: wanted.column, values: some })).rows,
    );
  }
  return { ...view, rows: keepWanted(found, position, wanted) };
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

function storedColumn(view: View, wanted: string): string {
  return view.columns.find((column) => column.toLowerCase() === wanted.toLowerCase()) ?? wanted;
}

function firstColumn(database: InventoryDatabase, view: View): string {
  return database.quote(view.columns[0] ?? '');
}
