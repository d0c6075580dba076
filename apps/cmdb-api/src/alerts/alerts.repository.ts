import type { Tx } from '../platform/database/database.ts';
import type { AlertMessage } from './alert-message.ts';
import type { AlertState } from './decide-alerts.ts';

/** By which way a message goes out. */
export type Channel = 'webhook' | 'mail';

/** A message that has not gone out yet. */
export interface WaitingMessage {
  id: string;
  channel: Channel;
  message: AlertMessage;
  createdAt: Date;
  attempts: number;
}

/** Lets one process at a time decide on alerts; false when another does. */
export async function tryHoldAlerts(tx: Tx): Promise<boolean> {
  const rows: { taken: boolean }[] = await tx.query(
    `SELECT pg_try_advisory_xact_lock(hashtextextended('alerts', 0)) AS taken`,
  );
  return rows[0]?.taken ?? false;
}

/** What people have been told, by source. */
export async function readAlertStates(tx: Tx): Promise<Map<string, AlertState>> {
  const rows: { source: string; state: AlertState }[] = await tx.query(
    'SELECT alert_state.source, alert_state.state FROM alert_state',
  );
  return new Map(rows.map(({ source, state }) => [source, state]));
}

export async function putAlertState(tx: Tx, source: string, state: AlertState, at: Date): Promise<void> {
  await tx.query(
    `INSERT INTO alert_state (source, state, changed_at) VALUES ($1, $2, $3)
     ON CONFLICT ON CONSTRAINT alert_state_source_pkey
     DO UPDATE SET state = EXCLUDED.state, changed_at = EXCLUDED.changed_at`,
    [source, JSON.stringify(state), at],
  );
}

export async function insertMessage(
  tx: Tx,
  { id, channel, message, createdAt }: Omit<WaitingMessage, 'attempts'>,
): Promise<void> {
  await tx.query(
    `INSERT INTO alert_message (id, channel, message, created_at, next_at) VALUES ($1, $2, $3, $4, $4)`,
    [id, channel, JSON.stringify(message), createdAt],
  );
}

/** The oldest message that is due, for this transaction alone: whoever sends it has it until it is marked. */
export async function takeDueMessage(tx: Tx, now: Date): Promise<WaitingMessage | undefined> {
  const rows: WaitingMessage[] = await tx.query(
    `SELECT alert_message.id, alert_message.channel, alert_message.message, alert_message.created_at AS "createdAt",
       alert_message.attempts
     FROM alert_message
     WHERE alert_message.sent_at IS NULL AND alert_message.failed_at IS NULL AND alert_message.next_at <= $1
     ORDER BY alert_message.next_at, alert_message.id LIMIT 1 FOR UPDATE SKIP LOCKED`,
    [now],
  );
  return rows[0];
}

export async function markSent(tx: Tx, id: string, at: Date): Promise<void> {
  await tx.query(
    'UPDATE alert_message SET sent_at = $2, attempts = attempts + 1, fault = NULL WHERE id = $1',
    [id, at],
  );
}

/** Notes a failure: `nextAt` = when it is tried again; null = never. */
export async function markFailed(
  tx: Tx,
  id: string,
  { fault, at, nextAt }: { fault: string; at: Date; nextAt: Date | null },
): Promise<void> {
  await tx.query(
    `UPDATE alert_message SET attempts = attempts + 1, fault = $2, next_at = coalesce($4, next_at),
       failed_at = CASE WHEN $4::timestamptz IS NULL THEN $3::timestamptz END
     WHERE id = $1`,
    [id, fault, at, nextAt],
  );
}

/** Drops messages that went out, or never will, long ago. */
export async function dropOldMessages(tx: Tx): Promise<void> {
  await tx.query(`DELETE FROM alert_message WHERE coalesce(sent_at, failed_at) < now() - interval '30 days'`);
}
