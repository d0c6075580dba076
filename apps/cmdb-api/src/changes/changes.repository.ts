import type { Tx } from '../platform/database/database.ts';
import type { AttestedForm, Change } from './attestation.ts';

/** Time of the database, in whole milliseconds: what a Date holds without loss. */
export async function readClock(tx: Tx): Promise<Date> {
  const rows: { at: Date }[] = await tx.query("SELECT date_trunc('milliseconds', clock_timestamp()) AS at");
  return rows[0]?.at ?? new Date();
}

/** Writes a change, and that it is to be sealed. */
export async function insertChange(tx: Tx, change: Change, hash: Buffer, form: AttestedForm): Promise<void> {
  await tx.query(
    `WITH made AS (
       INSERT INTO change (id, at, actor, source, run_id, reason, request_id, hash, form)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) RETURNING id)
     INSERT INTO unsealed_change (change_id) SELECT made.id FROM made`,
    [
      change.id,
      change.at,
      change.actor,
      change.source,
      change.runId,
      change.reason,
      change.requestId,
      hash,
      form,
    ],
  );
}
