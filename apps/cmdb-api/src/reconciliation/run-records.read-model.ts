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
  /** Why it is in quarantine. */
  reason: string | null;
  /** The steps for its card and the parts of that. */
  steps: readonly RecordStep[];
}

/** Steps of a record that do the same and have come equally far. */
export interface RecordStep {
  action: PlanAction;
  state: StepState;
  /** They are for parts of its card, or for their relations with it. */
  ofParts: boolean;
  count: number;
  fault: string | null;
  /** Why they wait, or waited, for a person; null beside others that do. */
  heldFor: string | null;
}

/** Which records are wanted. */
export interface RecordFilter {
  outcome?: RecordOutcome['outcome'] | undefined;
  /** Only those of which a step stands like this. */
  state?: StepState | undefined;
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
    AND ($3::text IS NULL OR run_record.class = $3) AND ($4::text IS NULL OR run_record.key = $4)
    AND ($5::text IS NULL OR run_record.seq IN (
      SELECT run_change.record_seq
      FROM run_unit JOIN run_change ON run_change.run_id = run_unit.run_id AND run_change.unit = run_unit.unit
      WHERE run_unit.run_id = $1 AND run_unit.state = $5))`;
  const chosen = [runId, query.outcome ?? null, query.class ?? null, query.key ?? null, query.state ?? null];
  const rows: Omit<ReportedRecord, 'steps' | 'reason'>[] = await tx.query(
    `SELECT run_record.seq, run_record.class, run_record.key, run_record.kept_run_id IS NOT NULL AS "isKept",
       run_record.outcome, run_record.card_id AS "cardId", coalesce(run_record.faults, '[]') AS faults
     FROM run_record WHERE ${conditions} AND run_record.seq > $6 ORDER BY run_record.seq LIMIT $7`,
    [...chosen, after, query.limit + 1],
  );
  const [{ total }] = await tx.query(
    `SELECT count(*)::integer AS total FROM run_record WHERE ${conditions}`,
    chosen,
  );
  const items = rows.slice(0, query.limit);
  const followed = await listWhatFollowed(
    tx,
    runId,
    items.map((row) => row.seq),
  );
  const last = items.at(-1);
  return {
    items: items.map((row) => ({ ...row, ...(followed.get(row.seq) ?? { reason: null, steps: [] }) })),
    total,
    next: rows.length > query.limit && last ? writeCursor(last.seq) : null,
  };
}

/** SQL: whether a step is for another card than that of its record. */
const isOfPart = '(run_change.card_id IS DISTINCT FROM run_record.card_id OR run_change.domain IS NOT NULL)';

/**
 * Why records are in quarantine, and the steps that follow from the others, counted by what is done and how far that has
 * come; by the place of the record.
 */
async function listWhatFollowed(
  tx: Tx,
  runId: string,
  seqs: readonly number[],
): Promise<Map<number, Pick<ReportedRecord, 'reason' | 'steps'>>> {
  if (seqs.length === 0) return new Map();
  const rows: (RecordStep & { recordSeq: number; reason: string | null })[] = await tx.query(
    `SELECT run_change.record_seq AS "recordSeq", run_change.action, run_unit.state,
       ${isOfPart} AS "ofParts", count(*)::integer AS count, min(run_unit.fault) AS fault,
       string_agg(DISTINCT run_change.held_for, '; ') AS "heldFor",
       min(run_change.reason) FILTER (WHERE run_change.action = 'quarantine') AS reason
     FROM run_change
       JOIN run_record ON run_record.run_id = run_change.run_id AND run_record.seq = run_change.record_seq
       JOIN run_unit ON run_unit.run_id = run_change.run_id AND run_unit.unit = run_change.unit
     WHERE run_change.run_id = $1 AND run_change.record_seq = ANY ($2::integer[])
     GROUP BY run_change.record_seq, ${isOfPart}, run_change.action, run_unit.state
     ORDER BY run_change.record_seq, ${isOfPart}, run_change.action, run_unit.state`,
    [runId, seqs],
  );
  const followed = new Map<number, Pick<ReportedRecord, 'reason' | 'steps'>>();
  for (const { recordSeq, reason, ...step } of rows) {
    const { reason: known, steps } = followed.get(recordSeq) ?? { reason: null, steps: [] };
    const isStep = step.action !== 'quarantine';
    followed.set(recordSeq, { reason: reason ?? known, steps: isStep ? [...steps, step] : steps });
  }
  return followed;
}
