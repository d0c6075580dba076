import { ConflictError } from '@popis/errors';
import type { Tx } from '../platform/database/database.ts';
import { errorCode, violatedConstraint } from '../platform/database/violations.ts';
import type { Run, RunState } from './run.ts';
import { runColumns, toRun } from './runs.read-model.ts';

/** Makes a source, or describes it anew where a description is given. */
export async function putSource(tx: Tx, name: string, description: string | undefined): Promise<void> {
  await tx.query(
    `INSERT INTO source (name, description) VALUES ($1, coalesce($2, ''))
     ON CONFLICT ON CONSTRAINT source_name_pkey DO UPDATE SET description = EXCLUDED.description
     WHERE $2 IS NOT NULL AND source.description <> EXCLUDED.description`,
    [name, description ?? null],
  );
}

/**
 * Locks a source, so that starts of its runs come one after the other. The lock leaves the foreign keys of writers of
 * changes alone.
 */
export async function lockSource(tx: Tx, name: string): Promise<boolean> {
  const rows: unknown[] = await tx.query('SELECT 1 FROM source WHERE name = $1 FOR NO KEY UPDATE', [name]);
  return rows.length > 0;
}

/** SQL of the latest run of a source that brought all that the source has. */
const lastWholeRun = (source: string) => `SELECT whole.id FROM run AS whole
       WHERE whole.source = ${source} AND whole.mode = 'full' AND whole.complete
       ORDER BY whole.started_at DESC, whole.id DESC LIMIT 1`;

/**
 * Adds a run. It builds on the latest one that brought everything: what is as it was there need not be sent again.
 *
 * @throws ConflictError when the source has an unfinished run: the database decides.
 */
export async function insertRun(
  tx: Tx,
  run: Pick<Run, 'id' | 'source' | 'mode' | 'mapping' | 'startedBy' | 'startedAt' | 'dry' | 'slot'>,
): Promise<void> {
  try {
    await tx.query(
      `INSERT INTO run (id, source, mode, state, mapping, started_by, started_at, dry, slot, base_run_id)
       VALUES ($1, $2, $3, 'open', $4, $5, $6, $7, $8, (${lastWholeRun('$2')}))`,
      [
        run.id,
        run.source,
        run.mode,
        JSON.stringify(run.mapping),
        run.startedBy,
        run.startedAt,
        run.dry,
        run.slot,
      ],
    );
  } catch (error) {
    if (violatedConstraint(error) !== 'run_source_unfinished_key') throw error;
    throw new ConflictError(`Another run of ${run.source} is not finished`, { cause: error });
  }
}

/** The run of a source that is not finished; at most one exists. */
export async function findUnfinishedRun(tx: Tx, source: string): Promise<Run | undefined> {
  const rows = await tx.query(
    `SELECT ${runColumns} FROM run WHERE run.source = $1 AND run.state IN ('open', 'closed', 'planned') AND NOT run.dry`,
    [source],
  );
  return rows[0] === undefined ? undefined : toRun(rows[0]);
}

/** A run, locked until the transaction ends. */
export async function lockRun(tx: Tx, id: string): Promise<Run | undefined> {
  const rows = await tx.query(`SELECT ${runColumns} FROM run WHERE run.id = $1 FOR UPDATE`, [id]);
  return rows[0] === undefined ? undefined : toRun(rows[0]);
}

/**
 * Takes the right to plan or apply a run, for as long as the transaction lasts: it ends with the process that took it,
 * however that dies. False when somebody else has it.
 */
export async function tryOccupyRun(tx: Tx, id: string): Promise<boolean> {
  const rows = await tx.query(
    `SELECT pg_try_advisory_xact_lock(hashtextextended('run ' || $1::text, 0)) AS taken`,
    [id],
  );
  return rows[0].taken;
}

const lockNotAvailable = '55P03';
const longestWaitMs = 5_000;

/**
 * The same, waiting a little for whoever has it to come to an end. False leaves the transaction fit for nothing but a
 * rollback.
 */
export async function waitToOccupyRun(tx: Tx, id: string): Promise<boolean> {
  try {
    await tx.query(`SET LOCAL lock_timeout = ${longestWaitMs}`);
    await tx.query(`SELECT pg_advisory_xact_lock(hashtextextended('run ' || $1::text, 0))`, [id]);
    return true;
  } catch (error) {
    if (errorCode(error) === lockNotAvailable) return false;
    throw error;
  }
}

/**
 * A run, locked, waiting a little for whoever is planning it or writing a batch of it.
 *
 * @throws ConflictError
 */
export async function waitToLockRun(tx: Tx, id: string): Promise<Run | undefined> {
  try {
    await tx.query(`SET LOCAL lock_timeout = ${longestWaitMs}`);
    return await lockRun(tx, id);
  } catch (error) {
    if (errorCode(error) !== lockNotAvailable) throw error;
    throw new ConflictError('The run is being planned: ask again when it is', { cause: error });
  }
}

/** Notes how reading went; no more records come. */
export async function closeRun(
  tx: Tx,
  id: string,
  outcome: { read: number; errors: number; complete: boolean },
): Promise<void> {
  await tx.query(`UPDATE run SET state = 'closed', read = $2, errors = $3, complete = $4 WHERE id = $1`, [
    id,
    outcome.read,
    outcome.errors,
    outcome.complete,
  ]);
}

/** Ends a run in a state from which it does not come back, with a note when there is something to say. */
export async function finishRun(
  tx: Tx,
  id: string,
  state: Extract<RunState, 'applied' | 'failed' | 'abandoned' | 'cancelled'>,
  note?: string,
): Promise<void> {
  await tx.query(
    `UPDATE run SET state = $2, finished_at = now(), notes = notes || $3::text[] WHERE id = $1`,
    [id, state, note === undefined ? [] : [note]],
  );
}

/** Stores what planning found. */
export async function setPlanOutcome(
  tx: Tx,
  id: string,
  plan: Pick<Run, 'counts' | 'notes' | 'policy' | 'holds'>,
): Promise<void> {
  await tx.query(
    `UPDATE run SET state = 'planned', counts = $2, notes = $3, policy = $4, holds = $5 WHERE id = $1`,
    [id, JSON.stringify(plan.counts), plan.notes, JSON.stringify(plan.policy), JSON.stringify(plan.holds)],
  );
}

/** Notes that all was written but what waits for a person. */
export async function letRunWait(tx: Tx, id: string): Promise<void> {
  await tx.query(`UPDATE run SET state = 'waiting' WHERE id = $1`, [id]);
}

/** Counts steps of the plan that could not be written. */
export async function addFailed(tx: Tx, id: string, steps: number): Promise<void> {
  await tx.query(
    `UPDATE run SET counts = run.counts
       || jsonb_build_object('failed', coalesce((run.counts ->> 'failed')::integer, 0) + $2::integer)
     WHERE id = $1`,
    [id, steps],
  );
}

/**
 * Brings the planner's statistics up to date after a load that is large beside what stood before: autovacuum comes a minute
 * later, and until then the next run would be planned as if the tables were empty. What somebody else is looking at right then is
 * passed over. `written` is the number of steps.
 */
export async function refreshStatistics(tx: Tx, written: number): Promise<void> {
  const rows: { cards: number }[] = await tx.query(
    `SELECT coalesce(sum(greatest(pg_class.reltuples, 0)), 0)::float8 AS cards
     FROM pg_partition_tree('card') AS part JOIN pg_class ON pg_class.oid = part.relid WHERE part.isleaf`,
  );
  // the share from which on autovacuum looks anew, if it is not told otherwise
  if (written * 10 >= (rows[0]?.cards ?? 0))
    await tx.query('ANALYZE (SKIP_LOCKED) card, relation, source_card');
}

/**
 * Drops the records of ended runs: what they led to stands in their plans. Kept are those of the last run, those that the next
 * run can build on, those that an unfinished one builds on, and each record that a kept one stands for.
 */
export async function dropOldRecords(tx: Tx, source: string): Promise<void> {
  await tx.query(
    `WITH ended AS (
       SELECT run.id, row_number() OVER (ORDER BY run.started_at DESC, run.id DESC) AS age FROM run
       WHERE run.source = $1 AND (run.finished_at IS NOT NULL OR (run.dry AND run.state = 'planned'))),
     old AS MATERIALIZED (
       SELECT ended.id FROM ended
       WHERE ended.age > 1 AND ended.id IS DISTINCT FROM (${lastWholeRun('$1')})
         AND NOT EXISTS (SELECT 1 FROM run WHERE run.base_run_id = ended.id AND run.state = 'open')),
     used AS MATERIALIZED (
       SELECT run_record.kept_run_id, run_record.kept_seq FROM run_record JOIN run ON run.id = run_record.run_id
       WHERE run.source = $1 AND run_record.kept_run_id IS NOT NULL AND run.id NOT IN (SELECT old.id FROM old))
     DELETE FROM run_record USING old
     WHERE run_record.run_id = old.id AND NOT EXISTS (SELECT 1 FROM used
       WHERE used.kept_run_id = run_record.run_id AND used.kept_seq = run_record.seq)`,
    [source],
  );
}
