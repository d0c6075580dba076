import type { Tx } from '../../platform/database/database.ts';
import type { ChangeMarks } from './marks.read-model.ts';

/** Keeps the change marks of a run, in place of those that it had. */
export async function putMarks(tx: Tx, runId: string, basis: string, marks: ChangeMarks): Promise<void> {
  await tx.query(
    `INSERT INTO run_marks (run_id, basis, marks) VALUES ($1, $2, $3)
     ON CONFLICT ON CONSTRAINT run_marks_run_id_pkey DO UPDATE SET basis = EXCLUDED.basis, marks = EXCLUDED.marks`,
    [runId, basis, JSON.stringify(marks)],
  );
}

/** Drops the marks of runs of the source that others have come after: only those of the latest are ever asked for. */
export async function dropOldMarks(tx: Tx, source: string): Promise<void> {
  await tx.query(
    `DELETE FROM run_marks USING run
     WHERE run_marks.run_id = run.id AND run.source = $1 AND run.id IS DISTINCT FROM (
       SELECT latest.id FROM run AS latest
       WHERE latest.source = $1 AND NOT latest.dry ORDER BY latest.started_at DESC, latest.id DESC LIMIT 1)`,
    [source],
  );
}
