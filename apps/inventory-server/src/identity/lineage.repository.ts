import type { Row, Statements } from '../database/database.ts';

/** A row with all its columns, by lower-case names. */
export type WholeRow = Row;

const KEYS_AT_ONCE = 200;

/** A table whose column says which device a row is of. */
export interface DeviceTable {
  table: string;
  column: 'hardware_id' | 'server_id';
}

/** A device's table whose rows are known again by some columns. */
export interface KeyedTable extends DeviceTable {
  key: readonly string[];
  /** The column that says when a row was found last, where rows are found again. */
  found?: string;
}

/** All rows of a device in one table. */
export async function listRows(statements: Statements, table: string, deviceId: number): Promise<WholeRow[]> {
  // The columns are asked for as they stand: consoles add some.
  const key = table === 'hardware' ? 'id' : 'hardware_id';
  const { rows } = await statements.queryTable(`SELECT t.* FROM ${table} t WHERE t.${key} = ?`, [deviceId]);
  return rows;
}

/** Puts rows in as they were, keys included. */
export async function insertRows(
  statements: Statements,
  table: string,
  rows: readonly WholeRow[],
): Promise<void> {
  await Promise.all(
    rows.map((row) => {
      const names = Object.keys(row);
      const places = names.map(() => '?').join(', ');
      return statements.query(
        `INSERT INTO ${table} (${names.map(quoteName).join(', ')}) VALUES (${places})`,
        Object.values(row),
      );
    }),
  );
}

/** Makes a device's row in `hardware` hold these values. */
export async function overwriteDevice(statements: Statements, id: number, row: WholeRow): Promise<void> {
  const names = Object.keys(row).filter((name) => name !== 'id');
  const changes = names.map((name) => `${quoteName(name)} = ?`).join(', ');
  await statements.query(`UPDATE hardware SET ${changes} WHERE id = ?`, [
    ...names.map((name) => row[name] ?? null),
    id,
  ]);
}

/** Gives the rows of one device to another. */
export async function moveRows(
  statements: Statements,
  { table, column }: DeviceTable,
  from: number,
  to: number,
): Promise<void> {
  await statements.query(`UPDATE ${table} SET ${column} = ? WHERE ${column} = ?`, [to, from]);
}

/** What a device's row is known again by, and by which it is known whether it was found again since. */
export function signsOf({ key, found }: Pick<KeyedTable, 'key' | 'found'>): string[] {
  return found === undefined ? [...key] : [...key, found];
}

/** The keys of a device's rows. */
export async function listKeys(
  statements: Statements,
  each: KeyedTable,
  deviceId: number,
): Promise<WholeRow[]> {
  const { table, column } = each;
  const columns = signsOf(each)
    .map((name) => `t.${name} AS ${name}`)
    .join(', ');
  return await statements.query(`SELECT ${columns} FROM ${table} t WHERE t.${column} = ?`, [deviceId]);
}

/** Gives rows of one device to another, as far as that one still has them. */
export async function moveKeyedRows(
  statements: Statements,
  { table, column, key }: KeyedTable,
  keys: readonly WholeRow[],
  { from, to }: { from: number; to: number },
): Promise<void> {
  const condition = `(${key.map((name) => `${name} = ?`).join(' AND ')})`;
  for (let start = 0; start < keys.length; start += KEYS_AT_ONCE) {
    const some = keys.slice(start, start + KEYS_AT_ONCE);
    await statements.query(
      `UPDATE ${table} SET ${column} = ? WHERE ${column} = ? AND (${some.map(() => condition).join(' OR ')})`,
      [to, from, ...some.flatMap((row) => key.map((name) => row[name] ?? null))],
    );
  }
}

/**
 * Parts what stands for two: what one device has goes to the other, and it gets the rows that it had before. Rows that did
 * not change since have one number on both sides; those of the other are numbered anew.
 */
export async function partRows(
  statements: Statements,
  table: string,
  { from, to, before }: { from: number; to: number; before: readonly WholeRow[] },
): Promise<void> {
  const current = await listRows(statements, table, from);
  const taken = new Set(before.map((row) => row.id));
  await deleteRows(statements, table, from);
  await insertRows(statements, table, before);
  const given = current.map(({ id, ...row }) => ({
    ...(id === undefined || taken.has(id) ? {} : { id }),
    ...row,
    hardware_id: to,
  }));
  await insertRows(statements, table, given);
}

/** The rows of a DEVICEID, the latest first; OCS has no unique key on it. */
export async function listNamedRows(statements: Statements, deviceId: string): Promise<number[]> {
  const rows = await statements.query(
    'SELECT h.id AS id FROM hardware h WHERE h.deviceid = ? ORDER BY h.id DESC',
    [deviceId],
  );
  return rows.map((row) => Number(row.id));
}

/** Whether a device reports under this DEVICEID besides its own. */
export async function isAliasOf(statements: Statements, id: number, deviceId: string): Promise<boolean> {
  const rows = await statements.query(
    'SELECT a.hardware_id AS id FROM device_alias a WHERE a.hardware_id = ? AND a.deviceid = ?',
    [id, deviceId],
  );
  return rows.length > 0;
}

/** Takes the rows of a device away. */
export async function deleteRows(statements: Statements, table: string, deviceId: number): Promise<void> {
  const key = table === 'hardware' ? 'id' : 'hardware_id';
  await statements.query(`DELETE FROM ${table} WHERE ${key} = ?`, [deviceId]);
}

/** One column of OCS's is a reserved word somewhere; all are lower-case letters, digits and underscores. */
function quoteName(name: string): string {
  if (!/^[a-z0-9_]+$/.test(name)) {
    throw new Error('A column of the inventory database has a name that OCS never gives');
  }
  return name;
}
