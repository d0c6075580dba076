import type { PlannedChange, StepCount } from '@popis/reconciliation';
import type { Tx } from '../platform/database/database.ts';
import type { RunCounts } from './run.ts';

/** A step of a stored plan. Steps of one unit are written together or not at all. */
export interface PlanStep extends PlannedChange {
  seq: number;
  unit: number;
  /** The place of the record from which it follows; absent for what follows from what no record says. */
  recordSeq?: number | undefined;
  /** Whether `mark` says anything: as stored, null and absent look alike. */
  marks?: boolean;
}

/** Stores steps of a plan with their units. A unit that writes nothing is `reported` from the start. */
export async function insertSteps(tx: Tx, runId: string, steps: readonly PlanStep[]): Promise<void> {
  if (steps.length === 0) return;
  const units = new Map<number, boolean>();
  for (const step of steps) units.set(step.unit, units.get(step.unit) === true || isWritten(step));
  await tx.query(
    `INSERT INTO run_unit (run_id, unit, state)
     SELECT $1, given.unit, CASE WHEN given.written THEN 'planned' ELSE 'reported' END
     FROM unnest($2::integer[], $3::boolean[]) AS given (unit, written)`,
    [runId, [...units.keys()], [...units.values()]],
  );
  const rows = steps.map(({ relation, differences, mark, ...step }) => ({
    ...step,
    // as text: a JSON null would become an SQL one
    mark: mark === undefined ? null : JSON.stringify(mark),
    ...relation,
    differences: differences.map(({ attribute, old, new: value, winner }) => ({
      attribute,
      old,
      new: value,
      // Who gave a value before this run keeps the merit of it.
      ...(winner === undefined || winner?.runId === runId ? {} : { winner }),
    })),
  }));
  await tx.query(
    `INSERT INTO run_change (run_id, seq, unit, action, class, key, card_id, base, reason, differences, losing, domain,
       direction, master_id, relation_id, heir, shared, mark, serial, record_seq)
     SELECT $1, given.seq, given.unit, given.action, given.class, given.key, given."cardId", given.base, given.reason,
       given.differences, given.losing, given.domain, given.direction, given."masterId", given."relationId",
       given.heir, given.shared, given.mark::jsonb, given.serial, given."recordSeq"
     FROM jsonb_to_recordset($2::jsonb) AS given (seq integer, unit integer, action text, class text, key text,
       "cardId" uuid, base uuid, reason text, differences jsonb, losing jsonb, domain text, direction text,
       "masterId" uuid, "relationId" uuid, heir jsonb, shared boolean, mark text, serial text, "recordSeq" integer)`,
    [runId, JSON.stringify(rows)],
  );
}

function isWritten(step: Pick<PlannedChange, 'action' | 'losing' | 'relation'>): boolean {
  if (step.action === 'quarantine') return false;
  return step.action !== 'keep' || step.losing.length > 0 || step.relation !== null;
}

/** Drops what of a plan was not written, and gives the numbers from which a new plan goes on. */
export async function dropUnwritten(tx: Tx, runId: string): Promise<{ seq: number; unit: number }> {
  await tx.query(`DELETE FROM run_unit WHERE run_id = $1 AND state <> 'applied'`, [runId]);
  await tx.query('DELETE FROM quarantine WHERE run_id = $1', [runId]);
  const rows = await tx.query(
    `SELECT coalesce(max(run_change.seq), 0) AS seq, coalesce(max(run_change.unit), 0) AS unit
     FROM run_change WHERE run_change.run_id = $1`,
    [runId],
  );
  return rows[0];
}

/** Notes the masters that a run did not mention; they are counted when it is applied. */
export async function insertMissed(tx: Tx, runId: string, cardIds: readonly string[]): Promise<void> {
  await tx.query('DELETE FROM run_missed WHERE run_id = $1', [runId]);
  await tx.query('INSERT INTO run_missed (run_id, card_id) SELECT $1, unnest($2::uuid[])', [runId, cardIds]);
}

/**
 * What a plan that is not written yet would do to cards, by class. Taking a value away is counted apart as well, and a part
 * that moves is one more that is related, and unrelated.
 */
export async function countStepsByClass(tx: Tx, runId: string): Promise<StepCount[]> {
  return tx.query(
    `WITH step AS (
       SELECT run_change.class, run_change.action, ${isClearing} AS clears, ${isMove} AS moves,
         ${isMove} AND run_change.relation_id IS NOT NULL AS leaves
       FROM run_change JOIN run_unit ON run_unit.run_id = run_change.run_id AND run_unit.unit = run_change.unit
       WHERE run_change.run_id = $1 AND run_change.action NOT IN ('keep', 'handover')
         AND (run_unit.state = 'planned' OR run_change.action = 'quarantine'))
     SELECT guarded.class, guarded.action, count(*)::integer AS count FROM (
       SELECT step.class, step.action FROM step
       UNION ALL SELECT step.class, 'clear' FROM step WHERE step.clears
       UNION ALL SELECT step.class, 'relate' FROM step WHERE step.moves
       UNION ALL SELECT step.class, 'unrelate' FROM step WHERE step.leaves) AS guarded
     GROUP BY guarded.class, guarded.action`,
    [runId],
  );
}

/** SQL of whether a step of a plan takes a value away. */
export const isClearing = `(run_change.action = 'update' AND jsonb_path_exists(run_change.differences,
  '$[*] ? (@.new == null && @.old != null)'))`;

/** SQL of whether a step of a plan moves a part from one master to another. */
export const isMove = `(run_change.action = 'update' AND run_change.domain IS NOT NULL)`;

/** SQL of what a step is held back as: a held update may be one because it takes a value away. Null beside other steps. */
export const heldAs = `CASE WHEN run_change.held_for IS NOT NULL THEN coalesce((SELECT hold ->> 'holds'
  FROM run AS held_run, jsonb_array_elements(held_run.holds) AS hold
  WHERE held_run.id = run_change.run_id AND hold ->> 'class' = run_change.class
    AND hold ->> 'reason' = run_change.held_for LIMIT 1), run_change.action) END`;

/** How many steps of each kind a plan has. */
export async function countSteps(tx: Tx, runId: string): Promise<Partial<RunCounts>> {
  const rows: { action: keyof RunCounts; number: number }[] = await tx.query(
    `SELECT run_change.action, count(*)::integer AS number FROM run_change
     WHERE run_change.run_id = $1 GROUP BY run_change.action`,
    [runId],
  );
  return Object.fromEntries(rows.map((row) => [row.action, row.number]));
}

/**
 * The steps of the next units after one that are not written yet; whole units only, and none when no unit is left. Units that
 * have been written leave the index only after a while: without a place to begin at, all of them would be passed over each time.
 */
export async function listNextSteps(
  tx: Tx,
  runId: string,
  afterUnit: number,
  units: number,
): Promise<PlanStep[]> {
  return tx.query(
    `SELECT run_change.seq, run_change.unit, run_change.action, run_change.class, run_change.key,
       run_change.card_id AS "cardId", run_change.base, run_change.reason, run_change.differences, run_change.losing,
       CASE WHEN run_change.domain IS NOT NULL THEN jsonb_build_object('domain', run_change.domain,
         'direction', run_change.direction, 'masterId', run_change.master_id, 'relationId', run_change.relation_id,
         'heir', run_change.heir)
       END AS relation, run_change.shared, run_change.mark IS NOT NULL AS marks, run_change.mark
     FROM run_change
     WHERE run_change.run_id = $1 AND run_change.unit = ANY (ARRAY(
       SELECT run_unit.unit FROM run_unit WHERE run_unit.run_id = $1 AND run_unit.state IN ('planned', 'approved')
         AND run_unit.unit > $2
       ORDER BY run_unit.unit LIMIT $3))
     ORDER BY run_change.seq`,
    [runId, afterUnit, units],
  );
}

/** Notes that units are written. */
export async function setApplied(tx: Tx, runId: string, units: readonly number[]): Promise<void> {
  await tx.query(
    `UPDATE run_unit SET state = 'applied'
     WHERE run_id = $1 AND unit = ANY($2::integer[]) AND state IN ('planned', 'approved')`,
    [runId, units],
  );
}

/** Whether something of a plan is still to be decided or written. */
export async function hasOpenSteps(tx: Tx, runId: string): Promise<boolean> {
  const rows: unknown[] = await tx.query(
    `SELECT 1 FROM run_unit WHERE run_unit.run_id = $1 AND run_unit.state IN ('planned', 'held', 'approved') LIMIT 1`,
    [runId],
  );
  return rows.length > 0;
}

/** Ends what of a plan is not written. */
export async function cancelSteps(tx: Tx, runId: string): Promise<void> {
  await tx.query(
    `UPDATE run_unit SET state = 'cancelled' WHERE run_id = $1 AND state IN ('planned', 'held', 'approved')`,
    [runId],
  );
}

/** Notes that a unit could not be written, and why. */
export async function setFailed(tx: Tx, runId: string, unit: number, fault: string): Promise<void> {
  await tx.query(
    `UPDATE run_unit SET state = 'failed', fault = $3
     WHERE run_id = $1 AND unit = $2 AND state IN ('planned', 'approved')`,
    [runId, unit, fault],
  );
}

/** How many steps of a plan were written, and how many could not be. */
export async function countWritten(tx: Tx, runId: string): Promise<{ applied: number; failed: number }> {
  const rows = await tx.query(
    `SELECT count(*) FILTER (WHERE run_unit.state = 'applied')::integer AS applied,
       count(*) FILTER (WHERE run_unit.state = 'failed')::integer AS failed
     FROM run_unit JOIN run_change ON run_change.run_id = run_unit.run_id AND run_change.unit = run_unit.unit
     WHERE run_unit.run_id = $1`,
    [runId],
  );
  return rows[0];
}

/**
 * The cards that are no longer as they were when the plan was made: changed, retired, or meanwhile made by somebody
 * under a key that the plan wants to create. A look ahead without locks; each write checks its card again.
 */
export async function listMoved(tx: Tx, runId: string): Promise<{ class: string; key: string | null }[]> {
  return tx.query(
    `SELECT run_change.class, run_change.key FROM run_unit
     JOIN run_change ON run_change.run_id = run_unit.run_id AND run_change.unit = run_unit.unit
     JOIN class ON class.name = run_change.class
     LEFT JOIN card ON card.id = run_change.card_id AND card.class_id = class.id
     WHERE run_unit.run_id = $1 AND run_unit.state = 'planned' AND run_change.base IS NOT NULL
       AND NOT run_change.shared AND card.revision IS DISTINCT FROM run_change.base
     UNION ALL
     SELECT run_change.class, run_change.key FROM run_unit
     JOIN run_change ON run_change.run_id = run_unit.run_id AND run_change.unit = run_unit.unit
     JOIN class ON class.name = run_change.class
     JOIN card ON card.class_id = class.id AND card.code = run_change.key
     WHERE run_unit.run_id = $1 AND run_unit.state = 'planned' AND run_change.action = 'create'
       AND run_change.domain IS NULL AND NOT run_change.shared
       AND run_change.differences @> jsonb_build_array(jsonb_build_object('attribute', 'Code', 'new', run_change.key))
     LIMIT 20`,
    [runId],
  );
}
