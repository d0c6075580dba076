import type { Row, Statements } from '../database/database.ts';
import type { WholeRow } from './lineage.repository.ts';

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

/** Whether a device was merged again after this merge, or into another: the later one is taken back first. */
export async function hasLaterMerge(statements: Statements, merge: MergeRecord): Promise<boolean> {
  const rows = await statements.query(
    `SELECT m.id AS id FROM device_merge m
     WHERE m.undone IS NULL AND (m.kept_id = ? OR m.other_id = ?) AND m.id > ? LIMIT 1`,
    [merge.keptId, merge.keptId, merge.id],
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
