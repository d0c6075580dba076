import type { Dialect, Statements } from '../database/database.ts';

const CLEANED_AT = 'SESSION_CLEAN_DATE';

/** Opens the session of a device that is to send its inventory; what is left of it is closed. Instants are Unix seconds. */
export async function openSession(statements: Statements, deviceId: string, at: number): Promise<void> {
  await closeSession(statements, deviceId);
  await statements.query('INSERT INTO prolog_conntrack (deviceid, timestamp, pid) VALUES (?, ?, 0)', [
    deviceId,
    at,
  ]);
}

/** Whether a device has a session that was opened after an instant. */
export async function hasSession(statements: Statements, deviceId: string, after: number): Promise<boolean> {
  const rows = await statements.query(
    'SELECT p.id AS id FROM prolog_conntrack p WHERE p.deviceid = ? AND p.timestamp > ? LIMIT 1',
    [deviceId, after],
  );
  return rows.length > 0;
}

/** Closes the sessions of a device. */
export async function closeSession(statements: Statements, deviceId: string): Promise<void> {
  await statements.query('DELETE FROM prolog_conntrack WHERE deviceid = ?', [deviceId]);
}

/** Removes sessions that nobody closed, once in `everySeconds` over all servers of the database. */
export async function cleanSessions(statements: Statements, at: number, everySeconds: number): Promise<void> {
  const [row] = await statements.query('SELECT e.ivalue AS at FROM engine_persistent e WHERE e.name = ?', [
    CLEANED_AT,
  ]);
  if (at - Number(row?.at ?? 0) < everySeconds) {
    return;
  }
  const columns = [
    { name: 'name', type: 'text' },
    { name: 'ivalue', type: 'integer' },
  ] as const;
  await statements.upsertBatch({ table: 'engine_persistent', columns, rows: [[CLEANED_AT, at]] }, ['name']);
  await statements.query('DELETE FROM prolog_conntrack WHERE timestamp < ?', [at - everySeconds]);
}

/** Seconds since an address brought a new device, if it has. */
export async function findNewcomerAge(
  statements: Statements,
  dialect: Dialect,
  address: string,
): Promise<number | undefined> {
  const [row] = await statements.query(
    `SELECT ${dialect.secondsSince('c.timestamp')} AS age FROM conntrack c WHERE c.ip = ?`,
    [address],
  );
  return row === undefined ? undefined : Number(row.age);
}

/** Keeps that an address has brought a new device now; what is older than `seconds` is forgotten. */
export async function recordNewcomer(
  statements: Statements,
  dialect: Dialect,
  address: string,
  seconds: number,
): Promise<void> {
  await statements.query(`DELETE FROM conntrack WHERE ${dialect.secondsSince('conntrack.timestamp')} > ?`, [
    seconds,
  ]);
  const columns = [{ name: 'ip', type: 'text' }] as const;
  await statements.upsertBatch(
    { table: 'conntrack', columns, rows: [[address]] },
    ['ip'],
    [`timestamp = ${dialect.now}`],
  );
}
