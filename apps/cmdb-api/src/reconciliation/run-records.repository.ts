import type { Fault } from '@popis/errors';
import type { Evidence, RawRecord, RecordHead } from '@popis/reconciliation';
import type { Tx } from '../platform/database/database.ts';

/** A record as it is stored: what came, or why it could not be taken. */
export interface StoredRecord {
  seq: number;
  class: string;
  key: string;
  evidence: Evidence | null;
  body: RawRecord | null;
  faults: readonly Fault[] | null;
}

/** Adds records to a run, in one statement. The run is locked by the caller, so that no two requests mingle. */
export async function insertRecords(tx: Tx, runId: string, records: readonly StoredRecord[]): Promise<void> {
  if (records.length === 0) return;
  await tx.query(
    `INSERT INTO run_record (run_id, seq, class, key, evidence, body, faults)
     SELECT $1, given.seq, given.class, given.key, given.evidence, given.body, given.faults
     FROM unnest($2::integer[], $3::text[], $4::text[], $5::jsonb[], $6::json[], $7::jsonb[])
       AS given (seq, class, key, evidence, body, faults)`,
    [
      runId,
      records.map((record) => record.seq),
      records.map((record) => record.class),
      records.map((record) => record.key),
      records.map((record) => toJson(record.evidence)),
      records.map((record) => toJson(record.body)),
      records.map((record) => toJson(record.faults)),
    ],
  );
}

function toJson(value: object | null): string | null {
  return value === null ? null : JSON.stringify(value);
}

/** Moves on to the last record taken in, and counts the lines that could not be tied to a class and key. */
export async function noteIntake(tx: Tx, runId: string, lastSeq: number, rejected: number): Promise<void> {
  await tx.query('UPDATE run SET last_seq = $2, rejected = run.rejected + $3 WHERE id = $1', [
    runId,
    lastSeq,
    rejected,
  ]);
}

/** What identification needs of every record of a run. */
export async function listRecordHeads(tx: Tx, runId: string): Promise<RecordHead[]> {
  return tx.query(
    `SELECT run_record.seq, run_record.class, run_record.key, run_record.evidence
     FROM run_record WHERE run_record.run_id = $1 ORDER BY run_record.seq`,
    [runId],
  );
}

/** The next records of a run after a place in it. */
export async function listRecords(
  tx: Tx,
  runId: string,
  afterSeq: number,
  limit: number,
): Promise<StoredRecord[]> {
  return tx.query(
    `SELECT run_record.seq, run_record.class, run_record.key, run_record.evidence, run_record.body, run_record.faults
     FROM run_record WHERE run_record.run_id = $1 AND run_record.seq > $2
     ORDER BY run_record.seq LIMIT $3`,
    [runId, afterSeq, limit],
  );
}

/** What planning made of a record. */
export interface RecordOutcome {
  seq: number;
  outcome: 'planned' | 'unchanged' | 'quarantined' | 'ignored';
  cardId: string | null;
}

/** Notes what planning made of records: one statement for many. */
export async function setRecordOutcomes(
  tx: Tx,
  runId: string,
  outcomes: readonly RecordOutcome[],
): Promise<void> {
  await tx.query(
    `UPDATE run_record SET outcome = given.outcome, card_id = given."cardId"
     FROM jsonb_to_recordset($2::jsonb) AS given (seq integer, outcome text, "cardId" uuid)
     WHERE run_record.run_id = $1 AND run_record.seq = given.seq`,
    [runId, JSON.stringify(outcomes)],
  );
}
