import type { Fault } from '@popis/errors';
import { type DoubtKind, findSeenAgain, type RecordHead, type WaitingRecord } from '@popis/reconciliation';
import type { Tx } from '../platform/database/database.ts';
import { newId } from '../platform/ids.ts';
import { isWhole, type Run } from './run.ts';
import { recordBody } from './run-records.repository.ts';

/** A record that waits for a person. */
export interface QuarantinedRecord {
  seq: number;
  class: string;
  key: string;
  kind: DoubtKind;
  reason: string;
  faults: readonly Fault[];
}

/** Puts records of a run into quarantine. */
export async function insertQuarantined(
  tx: Tx,
  run: Pick<Run, 'id' | 'source'>,
  records: readonly QuarantinedRecord[],
  at: Date,
): Promise<void> {
  if (records.length === 0) return;
  const rows = records.map((record) => ({ ...record, id: newId() }));
  await tx.query(
    `INSERT INTO quarantine (id, source, run_id, seq, class, key, key_attribute, kind, reason, faults, evidence, at)
     SELECT given.id, $2, $1, given.seq, given.class, given.key,
       coalesce((SELECT name FROM json_object_keys(${recordBody} -> 'key') AS name LIMIT 1), 'Code'),
       given.kind, given.reason, given.faults, run_record.evidence, $4
     FROM jsonb_to_recordset($3::jsonb)
       AS given (id uuid, seq integer, class text, key text, kind text, reason text, faults jsonb)
     JOIN run_record ON run_record.run_id = $1 AND run_record.seq = given.seq`,
    [run.id, run.source, JSON.stringify(rows), at],
  );
}

/**
 * Ends what earlier runs of the source put there: all of it after a full run, which has looked at everything, else what
 * the run has looked at again.
 */
export async function resolveQuarantine(
  tx: Tx,
  run: Run,
  at: Date,
  heads: readonly RecordHead[],
): Promise<void> {
  const waiting: WaitingRecord[] = await tx.query(
    `SELECT quarantine.id, quarantine.class, quarantine.key, quarantine.evidence FROM quarantine
     WHERE quarantine.source = $2 AND quarantine.run_id <> $1 AND quarantine.resolved_at IS NULL`,
    [run.id, run.source],
  );
  await setResolved(tx, isWhole(run) ? waiting.map(({ id }) => id) : findSeenAgain(waiting, heads), at);
}

/** Notes that records no longer wait for a person. */
export async function setResolved(tx: Tx, ids: readonly string[], at: Date): Promise<void> {
  await tx.query('UPDATE quarantine SET resolved_at = $2 WHERE id = ANY($1::uuid[])', [ids, at]);
}
