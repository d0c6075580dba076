import type { Reading } from './identity.read-model.ts';

/** Says that two rows are two devices, whatever their evidence says. */
export async function insertDistinct({ statements }: Reading, one: number, other: number): Promise<void> {
  const pair = [Math.min(one, other), Math.max(one, other)];
  const known = await statements.query(
    'SELECT d.other_id AS id FROM device_distinct d WHERE d.hardware_id = ? AND d.other_id = ?',
    pair,
  );
  if (known.length === 0) {
    await statements.insertBatch({
      table: 'device_distinct',
      columns: [
        { name: 'hardware_id', type: 'integer' },
        { name: 'other_id', type: 'integer' },
      ],
      rows: [pair],
    });
  }
}

/** The devices that are said to be others than this one. */
export async function listDistinct({ statements }: Reading, id: number): Promise<number[]> {
  const rows = await statements.query(
    'SELECT d.hardware_id AS id, d.other_id AS other_id FROM device_distinct d WHERE d.hardware_id = ? OR d.other_id = ?',
    [id, id],
  );
  return rows.map((row) => (Number(row.id) === id ? Number(row.other_id) : Number(row.id)));
}

/** Takes back that two rows are two devices. */
export async function deleteDistinct({ statements }: Reading, one: number, other: number): Promise<void> {
  await statements.query('DELETE FROM device_distinct WHERE hardware_id = ? AND other_id = ?', [
    Math.min(one, other),
    Math.max(one, other),
  ]);
}
