import type { Fault } from '@popis/errors';
import type { PlanAction } from '@popis/reconciliation';
import { z } from 'zod';
import type { Tx } from '../platform/database/database.ts';
import { readCursor, writeCursor } from '../platform/http/paging.ts';
import type { StepState } from './plans.read-model.ts';
import type { RecordOutcome } from './run-records.repository.ts';
import type { Page } from './runs.read-model.ts';

/** A record of a run, and what became of it. */
export interface ReportedRecord {
  seq: number;
  class: string;
  key: string;
  /** It was not sent again, but stands for one of an earlier run. */
  isKept: boolean;
  /** Null until the run is planned. */
  outcome: RecordOutcome['outcome'] | null;
  cardId: string | null;
  faults: readonly Fault[];
  /** The steps for its card and the parts of that. */
  steps: readonly { action: PlanAction; state: StepState; count: number; fault: string | null }[];
}

/** Which records are wanted. */
export interface RecordFilter {
  outcome?: RecordOutcome['outcome'] | undefined;
  class?: string | undefined;
  key?: string | undefined;
}

const seqCursor = z.int32();

/** The records that a run brought, in their order, each with what became of it. */
export async function listReportedRecords(
  tx: Tx,
  runId: string,
  query: RecordFilter & { limit: number; cursor?: string | undefined },
): Promise<Page<ReportedRecord>> {
  const after = readCursor(seqCursor, query.cursor) ?? 0;
  const conditions = `run_record.run_id = $1 AND ($2::text IS NULL OR run_record.outcome = $2)
    AND ($3::text IS NULL OR run_record.class = $3) AND ($4::text IS NULL OR run_record.key = $4)`;
  const chosen = [runId, query.outcome ?? null, query.class ?? null, query.key ?? null];
  const rows: Omit<ReportedRecord, 'steps'>[] = await tx.query(
    `SELECT run_record.seq, run_record.class, run_record.key, run_record.kept_run_id IS NOT NULL AS "isKept",
       run_record.outcome, run_record.card_id AS "cardId", coalesce(run_record.faults, '[]') AS faults
     FROM run_record WHERE ${conditions} AND run_record.seq > $5 ORDER BY run_record.seq LIMIT $6`,
    [...chosen, after, query.limit + 1],
  );
  const [{ total }] = await tx.query(
    `SELECT count(*)::integer AS total FROM run_record WHERE ${conditions}`,
    chosen,
  );
  const items = rows.slice(0, query.limit);
  const steps = await countSteps(
    tx,
    runId,
    items.map((row) => row.seq),
  );
  const last = items.at(-1);
  return {
    items: items.map((row) => ({ ...row, steps: steps.get(row.seq) ?? [] })),
    total,
    next: rows.length > query.limit && last ? writeCursor(last.seq) : null,
  };
}

/** The steps that follow from records, counted by what is done and how far that has come; by the place of the record. */
async function countSteps(
  tx: Tx,
  runId: string,
  seqs: readonly number[],
): Promise<Map<number, ReportedRecord['steps'][number][]>> {
  if (seqs.length === 0) return new Map();
  const rows: (ReportedRecord['steps'][number] & { recordSeq: number })[] = await tx.query(
    `SELECT run_change.record_seq AS "recordSeq", run_change.action, run_unit.state, count(*)::integer AS count,
       min(run_unit.fault) AS fault
     FROM run_change JOIN run_unit ON run_unit.run_id = run_change.run_id AND run_unit.unit = run_change.unit
     WHERE run_change.run_id = $1 AND run_change.record_seq = ANY ($2::integer[]) AND run_change.action <> 'quarantine'
     GROUP BY run_change.record_seq, run_change.action, run_unit.state
     ORDER BY run_change.record_seq, run_change.action, run_unit.state`,
    [runId, seqs],
  );
  const steps = new Map<number, ReportedRecord['steps'][number][]>();
  for (const { recordSeq, ...step } of rows) steps.set(recordSeq, [...(steps.get(recordSeq) ?? []), step]);
  return steps;
}
