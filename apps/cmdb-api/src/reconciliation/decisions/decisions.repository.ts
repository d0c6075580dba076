import type { Tx } from '../../platform/database/database.ts';
import { heldAs } from '../run-changes.repository.ts';

/** Which held steps of a run are meant: those that fit all that is given. */
export interface StepSelection {
  class?: string | undefined;
  /** What the steps are held back as. */
  action?: string | undefined;
  units?: readonly number[] | undefined;
}

/** What a person decided on held steps. */
export interface Decision {
  id: string;
  verdict: 'approved' | 'refused';
  selection: StepSelection;
  /** Steps decided. */
  steps: number;
  reason: string;
  decidedBy: string;
  at: Date;
}

/** Decides on the held units that have a selected step, and on those that relate a card which these create; gives the number of steps. */
export async function decideUnits(tx: Tx, runId: string, decision: Omit<Decision, 'steps'>): Promise<number> {
  const { id, verdict, selection, reason, decidedBy, at } = decision;
  await tx.query(
    `INSERT INTO run_decision (id, run_id, verdict, selection, steps, reason, decided_by, at)
     VALUES ($1, $2, $3, $4, 0, $5, $6, $7)`,
    [id, runId, verdict, JSON.stringify(selection), reason, decidedBy, at],
  );
  await tx.query(
    `UPDATE run_unit SET state = $2, decision_id = $3
     WHERE run_unit.run_id = $1 AND run_unit.state = 'held'
       AND ($4::integer[] IS NULL OR run_unit.unit = ANY ($4))
       AND EXISTS (SELECT 1 FROM run_change WHERE run_change.run_id = $1 AND run_change.unit = run_unit.unit
         AND run_change.held_for IS NOT NULL AND ($5::text IS NULL OR run_change.class = $5)
         AND ($6::text IS NULL OR ${heldAs} = $6))`,
    [runId, verdict, id, selection.units ?? null, selection.class ?? null, selection.action ?? null],
  );
  await tx.query(
    `UPDATE run_unit SET state = $2, decision_id = $3
     WHERE run_unit.run_id = $1 AND run_unit.state = 'held'
       AND EXISTS (SELECT 1 FROM run_change AS relating
         JOIN run_change AS created ON created.run_id = $1 AND created.action = 'create'
           AND created.card_id = relating.card_id
         JOIN run_unit AS decided ON decided.run_id = $1 AND decided.unit = created.unit AND decided.decision_id = $3
         WHERE relating.run_id = $1 AND relating.unit = run_unit.unit AND relating.action = 'relate')`,
    [runId, verdict, id],
  );
  const rows = await tx.query(
    `UPDATE run_decision SET steps = (SELECT count(*) FROM run_unit
       JOIN run_change ON run_change.run_id = run_unit.run_id AND run_change.unit = run_unit.unit
       WHERE run_unit.decision_id = $1)
     WHERE id = $1 RETURNING steps`,
    [id],
  );
  return rows[0][0].steps;
}

/** The decisions on a run, the newest first. */
export async function listDecisions(tx: Tx, runId: string): Promise<Decision[]> {
  return tx.query(
    `SELECT run_decision.id, run_decision.verdict, run_decision.selection, run_decision.steps, run_decision.reason,
       run_decision.decided_by AS "decidedBy", run_decision.at
     FROM run_decision WHERE run_decision.run_id = $1 ORDER BY run_decision.id DESC`,
    [runId],
  );
}
