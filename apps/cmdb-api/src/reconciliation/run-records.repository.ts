import type { Fault } from '@popis/errors';
import type { Evidence, RawRecord, RecordHead } from '@popis/reconciliation';
import { z } from 'zod';
import type { Tx } from '../platform/database/database.ts';
import { readCursor, writeCursor } from '../platform/http/paging.ts';
import type { Page } from './runs.read-model.ts';

/** A record as it is stored: what came, or why it could not be taken. */
export interface StoredRecord {
  seq: number;
  class: string;
  key: string;
  evidence: Evidence | null;
  body: RawRecord | null;
  faults: readonly Fault[] | null;
}

/** A record as it comes, with the name that its source has for what made it. */
export interface GivenRecord extends StoredRecord {
  fingerprint: string | null;
}

/** A record that is as it was in an earlier run of its source. */
export interface UnchangedRecord {
  seq: number;
  unchanged: string;
}

/** SQL of the body of a row of `run_record`, its own or the one of the record that it stands for. */
export const recordBody = `coalesce(run_record.body, (SELECT kept.body FROM run_record AS kept
       WHERE kept.run_id = run_record.kept_run_id AND kept.seq = run_record.kept_seq))`;

/** Adds records to a run, in one statement. The run is locked by the caller, so that no two requests mingle. */
export async function insertRecords(tx: Tx, runId: string, records: readonly GivenRecord[]): Promise<void> {
  if (records.length === 0) return;
  await tx.query(
    `INSERT INTO run_record (run_id, seq, class, key, evidence, body, faults, fingerprint)
     SELECT $1, given.seq, given.class, given.key, given.evidence, given.body, given.faults, given.fingerprint
     FROM unnest($2::integer[], $3::text[], $4::text[], $5::jsonb[], $6::json[], $7::jsonb[], $8::text[])
       AS given (seq, class, key, evidence, body, faults, fingerprint)`,
    [
      runId,
      records.map((record) => record.seq),
      records.map((record) => record.class),
      records.map((record) => record.key),
      records.map((record) => toJson(record.evidence)),
      records.map((record) => toJson(record.body)),
      records.map((record) => toJson(record.faults)),
      records.map((record) => record.fingerprint),
    ],
  );
}

/**
 * Adds records that are as they were in the run that this one builds on, in one statement, and gives the places of those that
 * are known there. Each stands for the record that has its body, however many runs ago that came.
 */
export async function insertUnchanged(
  tx: Tx,
  runId: string,
  records: readonly UnchangedRecord[],
): Promise<Set<number>> {
  if (records.length === 0) return new Set();
  const rows: { seq: number }[] = await tx.query(
    `INSERT INTO run_record (run_id, seq, class, key, evidence, fingerprint, kept_run_id, kept_seq)
     SELECT run.id, given.seq, kept.class, kept.key, kept.evidence, kept.fingerprint,
       coalesce(kept.kept_run_id, kept.run_id), coalesce(kept.kept_seq, kept.seq)
     FROM run CROSS JOIN unnest($2::integer[], $3::text[]) AS given (seq, fingerprint)
     CROSS JOIN LATERAL (SELECT * FROM run_record
       WHERE run_record.run_id = run.base_run_id AND run_record.fingerprint = given.fingerprint LIMIT 1) AS kept
     WHERE run.id = $1
     RETURNING seq`,
    [runId, records.map((record) => record.seq), records.map((record) => record.unchanged)],
  );
  return new Set(rows.map((row) => row.seq));
}

/** The fingerprints of the records that the run builds on, in their order. */
export async function listFingerprints(
  tx: Tx,
  runId: string,
  page: { limit: number; cursor?: string | undefined },
): Promise<Page<string>> {
  const after = readCursor(z.string(), page.cursor);
  const rows: { fingerprint: string }[] = await tx.query(
    `SELECT DISTINCT run_record.fingerprint FROM run JOIN run_record ON run_record.run_id = run.base_run_id
     WHERE run.id = $1 AND run_record.fingerprint IS NOT NULL AND ($2::text IS NULL OR run_record.fingerprint > $2)
     ORDER BY run_record.fingerprint LIMIT $3`,
    [runId, after ?? null, page.limit + 1],
  );
  const [{ total }] = await tx.query(
    `SELECT count(DISTINCT run_record.fingerprint)::integer AS total
     FROM run JOIN run_record ON run_record.run_id = run.base_run_id WHERE run.id = $1`,
    [runId],
  );
  const items = rows.slice(0, page.limit).map((row) => row.fingerprint);
  const last = items.at(-1);
  return { items, total, next: rows.length > page.limit && last !== undefined ? writeCursor(last) : null };
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
  const rows: StoredRecord[] = await tx.query(
    `SELECT run_record.seq, run_record.class, run_record.key, run_record.evidence, ${recordBody} AS body, run_record.faults
     FROM run_record WHERE run_record.run_id = $1 AND run_record.seq > $2
     ORDER BY run_record.seq LIMIT $3`,
    [runId, afterSeq, limit],
  );
  return rows.map(inPlace);
}

/** The records of a run at these places, in their order. Which part of the run it is is said once more: the index goes by that. */
export async function listRecordsAt(tx: Tx, runId: string, seqs: readonly number[]): Promise<StoredRecord[]> {
  const rows: StoredRecord[] = await tx.query(
    `SELECT run_record.seq, run_record.class, run_record.key, run_record.evidence, ${recordBody} AS body, run_record.faults
     FROM run_record WHERE run_record.run_id = $1 AND run_record.seq = ANY($2::integer[])
       AND run_record.seq BETWEEN $3 AND $4
     ORDER BY run_record.seq`,
    [runId, seqs, ...spanOf(seqs)],
  );
  return rows.map(inPlace);
}

/** The first and the last of some places. */
function spanOf(seqs: readonly number[]): [number, number] {
  let [first = 0, last = 0] = [seqs[0], seqs[0]];
  for (const seq of seqs) {
    first = Math.min(first, seq);
    last = Math.max(last, seq);
  }
  return [first, last];
}

/** A kept body still says which place it had in its own run. */
function inPlace<T extends StoredRecord>(row: T): T {
  return row.body === null ? row : { ...row, body: { ...row.body, seq: row.seq } };
}

/** The records that planning found these masters for, or is to create them for. */
export async function listRecordsOf(
  tx: Tx,
  runId: string,
  cardIds: readonly string[],
): Promise<(StoredRecord & { cardId: string })[]> {
  const rows: (StoredRecord & { cardId: string })[] = await tx.query(
    `SELECT run_record.seq, run_record.class, run_record.key, run_record.evidence, ${recordBody} AS body, run_record.faults,
       run_record.card_id AS "cardId"
     FROM run_record WHERE run_record.run_id = $1 AND run_record.card_id = ANY($2::uuid[])
       AND run_record.outcome IN ('planned', 'unchanged')
     ORDER BY run_record.seq`,
    [runId, cardIds],
  );
  return rows.map(inPlace);
}

/** What planning made of a record. */
export interface RecordOutcome {
  seq: number;
  outcome: 'planned' | 'unchanged' | 'quarantined' | 'ignored';
  cardId: string | null;
}

/** Notes what planning made of records: one statement for many, which the index finds by the part of the run that they are. */
export async function setRecordOutcomes(
  tx: Tx,
  runId: string,
  outcomes: readonly RecordOutcome[],
): Promise<void> {
  await tx.query(
    `UPDATE run_record SET outcome = given.outcome, card_id = given."cardId"
     FROM jsonb_to_recordset($2::jsonb) AS given (seq integer, outcome text, "cardId" uuid)
     WHERE run_record.run_id = $1 AND run_record.seq = given.seq AND run_record.seq BETWEEN $3 AND $4`,
    [runId, JSON.stringify(outcomes), ...spanOf(outcomes.map(({ seq }) => seq))],
  );
}
