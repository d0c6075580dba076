import type { Tx } from '../platform/database/database.ts';
import { quoteIdentifier } from '../platform/database/quoting.ts';
import type { ReportView } from './report-view-sql.ts';

/** The views that stand, as they were made. One that somebody has dropped is not among them. */
export async function readReportViews(tx: Tx): Promise<ReportView[]> {
  return tx.query(
    `SELECT report_view.name, report_view.definition, report_view.description, report_view.columns FROM report_view
     JOIN pg_views ON pg_views.schemaname = 'report' AND pg_views.viewname = report_view.name`,
  );
}

export async function replaceReportView(tx: Tx, view: ReportView): Promise<void> {
  const values = [view.name, view.definition, view.description, JSON.stringify(view.columns)];
  await tx.query('SELECT replace_report_view($1, $2, $3, $4::jsonb)', values);
  await tx.query(
    `INSERT INTO report_view (name, definition, description, columns) VALUES ($1, $2, $3, $4)
     ON CONFLICT (name) DO UPDATE SET definition = excluded.definition, description = excluded.description,
       columns = excluded.columns`,
    values,
  );
}

export async function dropReportView(tx: Tx, name: string): Promise<void> {
  await tx.query(`DROP VIEW IF EXISTS report.${quoteIdentifier(name)}`);
  await tx.query('DELETE FROM report_view WHERE report_view.name = $1', [name]);
}

/** Makes the role `popis_report` and lets it read the views; false when this account may not make it. */
export async function prepareReportRole(tx: Tx): Promise<boolean> {
  const rows: { prepared: boolean }[] = await tx.query('SELECT prepare_report_role() AS prepared');
  return rows[0]?.prepared ?? false;
}
