import { UpstreamFailedError } from '@popis/errors';
import type { InventoryDatabase, View } from './inventory-database.ts';
import { type Cell, type JoinedMaster, joinByPosition, type ViewRows } from './view-rows.ts';
import { keepWanted, type WantedValues } from './wanted-values.ts';

/** The views of one extraction. Joins are by position, so nothing is said here of the names of columns. */
export interface ViewSelection {
  readonly master: View;
  readonly slaves: readonly View[];
  /** Tells of each master whether it has changed: id, whether it is recent, then the mark. */
  readonly marks?: View;
  /** Why a view of marks that the mapping names is not among them. */
  readonly marksFault?: string;
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
  selection: ViewSelection,
  atOnce = mastersAtOnce,
): AsyncGenerator<JoinedMaster[]> {
  let after: string | undefined;
  do {
    const last = await findLastOfRange(database, selection.master, after, atOnce);
    yield await readJoined(database, selection, { after, last });
    after = last;
  } while (after !== undefined);
}

/** Reads these masters alone with the rows of their slaves, so many at once. */
export async function* readMastersOf(
  database: InventoryDatabase,
  selection: ViewSelection,
  ids: readonly string[],
  atOnce = mastersAtOnce,
): AsyncGenerator<JoinedMaster[]> {
  for (let start = 0; start < ids.length; start += atOnce) {
    yield await readJoined(database, selection, { ids: ids.slice(start, start + atOnce) });
  }
}

/** Which masters are read at once: those of a range of ids, or single ones. */
type Among =
  | { readonly after: string | undefined; readonly last: string | undefined }
  | { readonly ids: readonly string[] };

async function readJoined(
  database: InventoryDatabase,
  { master, slaves, wanted }: ViewSelection,
  among: Among,
): Promise<JoinedMaster[]> {
  const masters = await readAmong(database, master, among);
  const parts: ViewRows[] = [];
  for (const slave of slaves) {
    const values = wanted?.get(slave.name.toLowerCase());
    parts.push(
      values === undefined
        ? await readAmong(database, slave, among)
        : await readWanted(database, slave, among, values),
    );
  }
  return joinByPosition(masters, parts);
}

/** The change marks of all masters: rows of the view of marks, cheap beside what they save. */
export async function readMarkRows(database: InventoryDatabase, marks: View): Promise<(readonly Cell[])[]> {
  const columns = marks.columns.map(database.quote).join(', ');
  const order = marks.columns.map((_column, index) => index + 1).join(', ');
  const sql = `SELECT ${columns} FROM ${database.quote(marks.name)} ORDER BY ${order}`;
  return readView(database, marks, sql, []);
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
async function readAmong(
  database: InventoryDatabase,
  view: View,
  masters: Among,
  among?: { readonly column: string; readonly values: readonly string[] },
): Promise<ViewRows> {
  const id = firstColumn(database, view);
  const chosen =
    'ids' in masters
      ? idsCondition(database, id, masters.ids)
      : rangeCondition(database, id, masters.after, masters.last);
  const parameters = [...chosen.parameters, ...(among?.values ?? [])];
  let { condition } = chosen;
  if (among !== undefined) {
    const marks = among.values.map((_value, index) => {
      return `lower(${database.placeholder(chosen.parameters.length + index + 1)})`;
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
  masters: Among,
  wanted: WantedValues,
): Promise<ViewRows> {
  const position = view.columns.findIndex((column) => column.toLowerCase() === wanted.column.toLowerCase());
  const texts = [...wanted.spellings.keys()];
  const found: (readonly Cell[])[] = [];
  for (let start = 0; start < texts.length; start += valuesAtOnce) {
    const some = texts.slice(start, start + valuesAtOnce);
    found.push(...(await readAmong(database, view, masters, { column: wanted.column, values: some })).rows);
  }
  return { ...view, rows: keepWanted(found, position, wanted) };
}

function idsCondition(
  database: InventoryDatabase,
  id: string,
  ids: readonly string[],
): { condition: string; parameters: string[] } {
  const marks = ids.map((_id, index) => database.placeholder(index + 1));
  return { condition: `${id} IN (${marks.join(', ')})`, parameters: [...ids] };
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
