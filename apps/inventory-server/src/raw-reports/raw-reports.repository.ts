import type { Row, Statements } from '../database/database.ts';
import { readName } from './raw-report.ts';
import type { NewReport, ReportPlace } from './report-index.ts';

const PLACE = 'SELECT r.folder AS folder, r.name AS name FROM raw_report r';

/** Whether a device has a report of the same query and bytes. */
export async function hasRawReport(statements: Statements, report: NewReport): Promise<boolean> {
  const { query, digest } = readName(report.name);
  const rows = await statements.query(
    'SELECT r.id AS id FROM raw_report r WHERE r.hardware_id = ? AND r.query = ? AND r.digest = ? LIMIT 1',
    [report.hardwareId, query, digest],
  );
  return rows.length > 0;
}

/** Adds a report to a device. */
export async function insertRawReport(statements: Statements, report: NewReport): Promise<void> {
  const { hardwareId, folder, name } = report;
  await statements.insertOne('raw_report', { hardware_id: hardwareId, folder, name, ...readName(name) });
}

/** The reports of a device. */
export async function listRawReports(statements: Statements, hardwareId: number): Promise<ReportPlace[]> {
  return (await statements.query(`${PLACE} WHERE r.hardware_id = ?`, [hardwareId])).map(toPlace);
}

/** Reports whose device is no more, whoever took it away. */
export async function listOrphanedRawReports(statements: Statements): Promise<ReportPlace[]> {
  const rows = await statements.query(
    `${PLACE} WHERE NOT EXISTS (SELECT 1 FROM hardware h WHERE h.id = r.hardware_id) ORDER BY r.id LIMIT 1000`,
  );
  return rows.map(toPlace);
}

/** Takes a report out of the index. */
export async function deleteRawReport(statements: Statements, { folder, name }: ReportPlace): Promise<void> {
  await statements.query('DELETE FROM raw_report WHERE folder = ? AND name = ?', [folder, name]);
}

function toPlace(row: Row): ReportPlace {
  return { folder: String(row.folder), name: String(row.name) };
}
