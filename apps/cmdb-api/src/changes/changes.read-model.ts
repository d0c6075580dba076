import type { Tx } from '../platform/database/database.ts';
import type { AttestedForm, Change } from './attestation.ts';
import { fromInstant, toInstant } from './change-window.ts';

/** A change as it was recorded. */
export interface RecordedChange {
  change: Change;
  hash: Buffer;
  form: AttestedForm;
  /** Its time without loss. */
  instant: string;
}

/** A row of {@link changeColumns}. */
export interface ChangeRow {
  id: string;
  instant: string;
  actor: string;
  source: string;
  run_id: string | null;
  reason: string | null;
  request_id: string | null;
  hash: Buffer;
  form: AttestedForm;
}

export const changeColumns = `change.id, ${toInstant('change.at')} AS instant, change.actor, change.source, change.run_id,
  change.reason, change.request_id, change.hash, change.form`;

/** A change as it was recorded. */
export async function findChange(tx: Tx, id: string): Promise<RecordedChange | undefined> {
  const rows: ChangeRow[] = await tx.query(`SELECT ${changeColumns} FROM change WHERE change.id = $1`, [id]);
  return rows.map(toRecordedChange)[0];
}

export function toRecordedChange(row: ChangeRow): RecordedChange {
  const { id, instant, actor, source, reason, hash, form } = row;
  const at = fromInstant(instant);
  const change = { id, at, actor, source, runId: row.run_id, reason, requestId: row.request_id };
  return { change, hash, form, instant };
}
