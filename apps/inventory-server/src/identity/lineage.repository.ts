import type { Row, Statements } from '../database/database.ts';

/** A row with all its columns, by lower-case names. */
export type WholeRow = Row;

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
  table: string,
  from: number,
  to: number,
): Promise<void> {
  await statements.query(`UPDATE ${table} SET hardware_id = ? WHERE hardware_id = ?`, [to, from]);
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

/** Takes one row of a device away. */
export async function deleteRow(
  statements: Statements,
  table: string,
  deviceId: number,
  key: 'id' | 'group_id',
  value: string | number | null,
): Promise<void> {
  await statements.query(`DELETE FROM ${table} WHERE hardware_id = ? AND ${key} = ?`, [deviceId, value]);
}

/** Takes the rows of a device away. */
export async function deleteRows(statements: Statements, table: string, deviceId: number): Promise<void> {
  const key = table === 'hardware' ? 'id' : 'hardware_id';
  await statements.query(`DELETE FROM ${table} WHERE ${key} = ?`, [deviceId]);
}

/** Gives one device's forced places in groups to another, where that has none of its own; the others are computed anew. */
export async function moveForcedGroups(statements: Statements, from: number, to: number): Promise<void> {
  const taken = await statements.query(
    'SELECT g.group_id AS id FROM groups_cache g WHERE g.hardware_id = ?',
    [to],
  );
  const forced = await statements.query(
    'SELECT g.group_id AS id FROM groups_cache g WHERE g.hardware_id = ? AND g.static IN (1, 2)',
    [from],
  );
  const known = new Set(taken.map((row) => Number(row.id)));
  for (const { id } of forced) {
    if (!known.has(Number(id))) {
      await statements.query(
        'UPDATE groups_cache SET hardware_id = ? WHERE hardware_id = ? AND group_id = ?',
        [to, from, Number(id)],
      );
    }
  }
  await deleteRows(statements, 'groups_cache', from);
}

/** Takes a device out of groups that it came into by what it said: they are computed anew. */
export async function leaveComputedGroups(statements: Statements, deviceId: number): Promise<void> {
  await statements.query('DELETE FROM groups_cache WHERE hardware_id = ? AND static = 0', [deviceId]);
}

/** Packages that one device serves to others are served by another from now on. */
export async function moveServedPackages(statements: Statements, from: number, to: number): Promise<void> {
  await statements.query('UPDATE download_enable SET server_id = ? WHERE server_id = ?', [to, from]);
}

/** A merge as it is kept. */
export interface MergeRecord {
  id: number;
  keptId: number;
  keptDeviceId: string;
  otherId: number | null;
  otherDeviceId: string;
}

/** The merge of this id, if it has not been taken back. */
export async function findMerge(statements: Statements, id: number): Promise<MergeRecord | undefined> {
  const rows = await statements.query(`${MERGE} WHERE m.undone IS NULL AND m.id = ?`, [id]);
  return rows.map(toMerge)[0];
}

/** The latest merge in which a device gave up a DEVICEID. */
export async function findMergeOf(
  statements: Statements,
  keptId: number,
  keptDeviceId: string,
): Promise<MergeRecord | undefined> {
  const rows = await statements.query(
    `${MERGE} WHERE m.undone IS NULL AND m.kept_id = ? AND m.kept_deviceid = ? ORDER BY m.id DESC LIMIT 1`,
    [keptId, keptDeviceId],
  );
  return rows.map(toMerge)[0];
}

/** Whether a device was merged again after this merge: the later one is taken back first. */
export async function hasLaterMerge(statements: Statements, merge: MergeRecord): Promise<boolean> {
  const rows = await statements.query(
    'SELECT m.id AS id FROM device_merge m WHERE m.undone IS NULL AND m.kept_id = ? AND m.id > ? LIMIT 1',
    [merge.keptId, merge.id],
  );
  return rows.length > 0;
}

const MERGE = `SELECT m.id AS id, m.kept_id AS kept_id, m.kept_deviceid AS kept_deviceid, m.other_id AS other_id,
  m.other_deviceid AS other_deviceid FROM device_merge m`;

function toMerge(row: Row): MergeRecord {
  return {
    id: Number(row.id),
    keptId: Number(row.kept_id),
    keptDeviceId: String(row.kept_deviceid),
    otherId: row.other_id === null ? null : Number(row.other_id),
    otherDeviceId: String(row.other_deviceid),
  };
}

/** Keeps a merge. */
export async function insertMerge(
  statements: Statements,
  merge: Omit<MergeRecord, 'id'>,
  reason: string,
): Promise<number> {
  return await statements.insertOne('device_merge', {
    kept_id: merge.keptId,
    kept_deviceid: merge.keptDeviceId,
    other_id: merge.otherId,
    other_deviceid: merge.otherDeviceId,
    reason,
  });
}

/** Marks a merge as taken back. */
export async function endMerge(statements: Statements, id: number, now: string): Promise<void> {
  await statements.query(`UPDATE device_merge SET undone = ${now} WHERE id = ?`, [id]);
}

/** Keeps the rows of a lineage, table by table. */
export async function insertSnapshot(
  statements: Statements,
  mergeId: number,
  lineage: 'kept' | 'other',
  tables: ReadonlyMap<string, readonly WholeRow[]>,
): Promise<void> {
  await statements.insertBatch({
    table: 'device_merge_rows',
    columns: [
      { name: 'merge_id', type: 'integer' },
      { name: 'lineage', type: 'text' },
      { name: 'table_name', type: 'text' },
      { name: 'snapshot', type: 'text' },
    ],
    rows: [...tables].map(([table, rows]) => [mergeId, lineage, table, JSON.stringify(rows)]),
  });
}

/** The rows of a lineage as they were kept. */
export async function readSnapshot(
  statements: Statements,
  mergeId: number,
  lineage: 'kept' | 'other',
): Promise<Map<string, WholeRow[]>> {
  const rows = await statements.query(
    'SELECT r.table_name AS name, r.snapshot AS rows_text FROM device_merge_rows r WHERE r.merge_id = ? AND r.lineage = ?',
    [mergeId, lineage],
  );
  return new Map(rows.map((row) => [String(row.name), JSON.parse(String(row.rows_text)) as WholeRow[]]));
}

/** One column of OCS's is a reserved word somewhere; all are lower-case letters, digits and underscores. */
function quoteName(name: string): string {
  if (!/^[a-z0-9_]+$/.test(name)) {
    throw new Error('A column of the inventory database has a name that OCS never gives');
  }
  return name;
}
