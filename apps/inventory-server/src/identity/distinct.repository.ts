import type { Row } from '../database/database.ts';
import type { Reading } from './identity.read-model.ts';

/** What a device is another than, and when that was said last. */
export interface Distinct {
  otherId: number;
  at: Row[string];
}

/** Says that two rows are two devices, whatever their evidence says; what was said already is said anew. */
export async function insertDistinct(
  { statements, dialect }: Reading,
  one: number,
  other: number,
): Promise<void> {
  const columns = ['hardware_id', 'other_id'].map((name) => ({ name, type: 'integer' as const }));
  const key = columns.map(({ name }) => name);
  await statements.upsertBatch({ table: 'device_distinct', columns, rows: [pairOf(one, other)] }, key, [
    `at = ${dialect.now}`,
  ]);
}

/** Says of a device what was said of another, as if at the same time. */
export async function copyDistinct(
  { statements }: Reading,
  one: number,
  other: number,
  at: Row[string],
): Promise<void> {
  await statements.query('INSERT INTO device_distinct (hardware_id, other_id, at) VALUES (?, ?, ?)', [
    ...pairOf(one, other),
    at ?? null,
  ]);
}

/** What a device is said to be another than. */
export async function readDistinct({ statements }: Reading, id: number): Promise<Distinct[]> {
  const rows = await statements.query(
    `SELECT d.hardware_id AS id, d.other_id AS other_id, d.at AS at FROM device_distinct d
     WHERE d.hardware_id = ? OR d.other_id = ?`,
    [id, id],
  );
  return rows.map((row) => ({
    otherId: Number(Number(row.id) === id ? row.other_id : row.id),
    at: row.at ?? null,
  }));
}

/** The devices that are said to be others than this one. */
export async function listDistinct(reading: Reading, id: number): Promise<number[]> {
  return (await readDistinct(reading, id)).map(({ otherId }) => otherId);
}

/** Takes back what was copied, unless it was said anew since. */
export async function deleteCopiedDistinct(
  { statements }: Reading,
  one: number,
  other: number,
  at: Row[string],
): Promise<void> {
  await statements.query('DELETE FROM device_distinct WHERE hardware_id = ? AND other_id = ? AND at = ?', [
    ...pairOf(one, other),
    at ?? null,
  ]);
}

function pairOf(one: number, other: number): [number, number] {
  return [Math.min(one, other), Math.max(one, other)];
}
