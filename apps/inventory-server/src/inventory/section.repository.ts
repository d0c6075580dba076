import type { SectionRow, StoredValue } from '@popis/inventory-format';
import type { BatchColumn, Dialect, Statements } from '../database/database.ts';
import type { StoredSection } from '../schema/stored-sections.ts';
import { diffRows, type StoredRow } from './software-rows.ts';

const DEVICE_COLUMN: BatchColumn = { name: 'hardware_id', type: 'integer' };

/** Makes the rows of a section what the agent sent. */
export async function writeSection(
  statements: Statements,
  section: StoredSection,
  deviceId: number,
  rows: readonly SectionRow[],
  isNewDevice: boolean,
): Promise<void> {
  const pending: Promise<unknown>[] = [];
  if (!isNewDevice && !section.appendOnly) {
    pending.push(statements.query(`DELETE FROM ${section.table} WHERE hardware_id = ?`, [deviceId]));
  }
  const kept = section.repeated ? rows : rows.slice(0, 1);
  const values = kept.map((row) => section.columns.map((column) => column.toValue(row[column.field])));
  pending.push(insertRows(statements, section, deviceId, values));
  await Promise.all(pending);
}

/** Makes the rows of `software` what the agent sent; rows that stay the same keep their ids. */
export async function writeSoftware(
  statements: Statements,
  dialect: Dialect,
  section: StoredSection,
  deviceId: number,
  wanted: readonly (readonly StoredValue[])[],
  isNewDevice: boolean,
): Promise<void> {
  if (isNewDevice) {
    await insertRows(statements, section, deviceId, wanted);
    return;
  }
  const { deleted, inserted } = diffRows(await listRows(statements, section, deviceId), wanted);
  const pending: Promise<unknown>[] = [];
  if (deleted.length > 0) {
    const condition = dialect.isAnyOf('id');
    pending.push(statements.query(`DELETE FROM ${section.table} WHERE ${condition}`, [deleted]));
  }
  pending.push(insertRows(statements, section, deviceId, inserted));
  await Promise.all(pending);
}

async function listRows(
  statements: Statements,
  section: StoredSection,
  deviceId: number,
): Promise<StoredRow[]> {
  const names = section.columns.map((column) => `${column.name} AS ${column.name}`).join(', ');
  const rows = await statements.query(
    `SELECT id AS id, ${names} FROM ${section.table} WHERE hardware_id = ?`,
    [deviceId],
  );
  return rows.map((row) => ({
    id: Number(row.id),
    values: section.columns.map((column) => row[column.name] ?? null),
  }));
}

async function insertRows(
  statements: Statements,
  section: StoredSection,
  deviceId: number,
  rows: readonly (readonly StoredValue[])[],
): Promise<void> {
  if (rows.length > 0) {
    await statements.insertBatch({
      table: section.table,
      columns: [DEVICE_COLUMN, ...section.columns],
      rows: rows.map((values) => [deviceId, ...values]),
    });
  }
}
