import { readCursor, writeCursor } from '../admin/cursor.ts';
import type { Row, SqlValue, Statements } from '../database/database.ts';
import type { ChangeFilter, ChangePage, SettingChange } from './setting-history.ts';

/** Adds a change to the table `setting_change`, which only grows. */
export async function insertSettingChange(statements: Statements, change: SettingChange): Promise<void> {
  await statements.query(
    `INSERT INTO setting_change (changed_at, actor, name, hardware_id, before_value, after_value, reason)
     VALUES (?, ?, ?, ?, ?, ?, ?)`,
    [change.atMs, change.actor, change.name, change.holder, change.before, change.after, change.reason],
  );
}

/** A page of changes, the latest first. */
export async function listSettingChanges(statements: Statements, filter: ChangeFilter): Promise<ChangePage> {
  const conditions = ['1 = 1'];
  const values: SqlValue[] = [];
  if (filter.name !== undefined) {
    conditions.push('s.name = ?');
    values.push(filter.name);
  }
  if (filter.holder !== undefined) {
    conditions.push('s.hardware_id = ?');
    values.push(filter.holder);
  }
  const where = conditions.join(' AND ');
  const [counted] = await statements.query(
    `SELECT COUNT(*) AS n FROM setting_change s WHERE ${where}`,
    values,
  );
  const before = readCursor(filter.cursor, ['number'])?.[0];
  const rows = await statements.query(
    `SELECT s.id AS id, s.changed_at AS changed_at, s.actor AS actor, s.name AS name, s.hardware_id AS holder,
       s.before_value AS before_value, s.after_value AS after_value, s.reason AS reason
     FROM setting_change s WHERE ${where}${before === undefined ? '' : ' AND s.id < ?'}
     ORDER BY s.id DESC LIMIT ?`,
    [...values, ...(before === undefined ? [] : [before]), String(filter.limit + 1)],
  );
  const items = rows.slice(0, filter.limit).map(toChange);
  const last = items.at(-1);
  const next = rows.length > items.length && last !== undefined ? writeCursor([last.id]) : null;
  return { items, total: Number(counted?.n), next };
}

function toChange(row: Row) {
  const text = (value: Row[string] | undefined) =>
    value === null || value === undefined ? null : String(value);
  return {
    id: Number(row.id),
    at: new Date(Number(row.changed_at)).toISOString(),
    actor: String(row.actor),
    name: String(row.name),
    holder: row.holder === null ? null : Number(row.holder),
    before: text(row.before_value),
    after: text(row.after_value),
    reason: text(row.reason),
  };
}
