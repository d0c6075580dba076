import type { Fault } from '@popis/errors';
import type { DoubtKind } from '@popis/reconciliation';
import type { Tx } from '../platform/database/database.ts';
import { newId } from '../platform/ids.ts';
import type { Run } from './run.ts';
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
export async function resolveQuarantine(tx: Tx, run: Run, at: Date): Promise<void> {
  await tx.query(
    `UPDATE quarantine SET resolved_at = $3
     WHERE quarantine.source = $2 AND quarantine.run_id <> $1 AND quarantine.resolved_at IS NULL
       AND ($4 OR EXISTS (SELECT 1 FROM run_record WHERE run_record.run_id = $1
         AND run_record.class = quarantine.class AND run_record.key = quarantine.key))`,
    [run.id, run.source, at, run.mode === 'full' && run.complete === true],
  );
}

/** Notes that records no longer wait for a person. */
export async function setResolved(tx: Tx, ids: readonly string[], at: Date): Promise<void> {
  await tx.query('UPDATE quarantine SET resolved_at = $2 WHERE id = ANY($1::uuid[])', [ids, at]);
}
