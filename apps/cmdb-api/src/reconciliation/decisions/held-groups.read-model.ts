import type { PlanAction } from '@popis/reconciliation';
import type { Tx } from '../../platform/database/database.ts';
import type { HeldAction } from '../plans.read-model.ts';
import { heldAs } from '../run-changes.repository.ts';

/** What waits of a run for one class and action, and is decided together. */
export interface HeldGroup {
  class: string;
  action: HeldAction;
  steps: number;
  reasons: string[];
  /** Other held steps of the same units: they are written together, so they are decided together. */
  beside: { class: string; action: PlanAction; steps: number }[];
}

/** What waits of a run now, the largest group first. */
export async function listHeldGroups(tx: Tx, runId: string): Promise<HeldGroup[]> {
  return tx.query(
    `WITH held AS MATERIALIZED (
       SELECT run_change.unit, run_change.class, run_change.action, run_change.held_for, ${heldAs} AS held_as
       FROM run_change JOIN run_unit ON run_unit.run_id = run_change.run_id AND run_unit.unit = run_change.unit
       WHERE run_change.run_id = $1 AND run_unit.state = 'held'),
     beside AS (
       SELECT own.class, own.held_as, other.class AS other_class, other.action, count(*)::integer AS steps
       FROM (SELECT DISTINCT held.class, held.held_as, held.unit FROM held WHERE held.held_as IS NOT NULL) AS own
       JOIN held AS other ON other.unit = own.unit
         AND (other.class, other.held_as) IS DISTINCT FROM (own.class, own.held_as)
       GROUP BY own.class, own.held_as, other.class, other.action)
     SELECT held.class, held.held_as AS action, count(*)::integer AS steps,
       array_agg(DISTINCT held.held_for) AS reasons,
       coalesce((SELECT jsonb_agg(jsonb_build_object('class', beside.other_class, 'action', beside.action,
           'steps', beside.steps) ORDER BY beside.steps DESC, beside.other_class, beside.action)
         FROM beside WHERE beside.class = held.class AND beside.held_as = held.held_as), '[]') AS beside
     FROM held WHERE held.held_as IS NOT NULL GROUP BY held.class, held.held_as
     ORDER BY count(*) DESC, held.class, held.held_as`,
    [runId],
  );
}
