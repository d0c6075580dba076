import type { Tx } from '../../platform/database/database.ts';
import { type LatestRun, whyNoDelta } from './why-no-delta.ts';

/** Change marks by the names that their source has for what they are of. */
export type ChangeMarks = Record<string, string>;

/** What a run that brings only changes builds on. */
export interface DeltaBase {
  run: string;
  basis: string;
  marks: ChangeMarks;
}

/** The run that a delta run of a source builds on, or why there is none. */
export type FoundBase = { base: DeltaBase } | { whole: string };

type Row = LatestRun & { run: string; basis: string | null; marks: ChangeMarks | null };

/** Looks at the latest run of a source that was no dry one, and at those that it builds on. */
export async function findDeltaBase(tx: Tx, source: string): Promise<FoundBase> {
  const rows: Row[] = await tx.query(
    `SELECT run.id AS run, run.state, coalesce(run.complete, false) AS complete,
       run_marks.run_id IS NOT NULL AS "hasMarks", run_marks.basis, run_marks.marks,
       EXISTS (SELECT 1 FROM run_undo JOIN run AS undone ON undone.id = run_undo.run_id
         WHERE undone.source = run.source AND run_undo.started_at >= run.started_at) AS "undoneSince",
       EXISTS (SELECT 1 FROM source_withdrawal
         WHERE source_withdrawal.source = run.source AND source_withdrawal.started_at >= run.started_at) AS "withdrawnSince",
       (SELECT jsonb_build_object('faulty', sum(coalesce(since.errors, 0) + since.rejected
             + coalesce((since.counts ->> 'failed')::integer, 0)),
           'lost', max(since.state) FILTER (WHERE since.state NOT IN ('applied', 'waiting')),
           'complete', bool_and(coalesce(since.complete, false)))
        FROM (SELECT whole.started_at, whole.id FROM run AS whole
          WHERE whole.source = $1 AND NOT whole.dry AND whole.mode = 'full' AND whole.complete
          ORDER BY whole.started_at DESC, whole.id DESC LIMIT 1) AS whole
        JOIN run AS since ON since.source = $1 AND NOT since.dry
          AND (since.started_at, since.id) >= (whole.started_at, whole.id)
        HAVING count(*) > 0) AS "sinceFull"
     FROM run LEFT JOIN run_marks ON run_marks.run_id = run.id
     WHERE run.source = $1 AND NOT run.dry ORDER BY run.started_at DESC, run.id DESC LIMIT 1`,
    [source],
  );
  const [latest] = rows;
  const whole = whyNoDelta(latest);
  if (whole !== undefined) return { whole };
  if (latest?.basis == null || latest.marks === null) return { whole: 'the run before left no change marks' };
  return { base: { run: latest.run, basis: latest.basis, marks: latest.marks } };
}
