import { NotFoundError } from '@popis/errors';
import { DEFAULT_POLICY, type SourcePolicy } from '@popis/reconciliation';
import { z } from 'zod';
import type { Tx } from '../platform/database/database.ts';
import { readCursor, writeCursor } from '../platform/http/paging.ts';
import { findPolicy } from './policies/policies.read-model.ts';
import { noCounts, type Run, type RunState } from './run.ts';
import { noStanding, readStandings, type SourceStanding } from './schedules/schedules.read-model.ts';

/** Columns of a run, for `toRun`. */
export const runColumns = `run.id, run.source, run.mode, run.state, run.mapping, run.started_by AS "startedBy",
  run.started_at AS "startedAt", run.finished_at AS "finishedAt", run.last_seq AS "lastSeq", run.rejected, run.read,
  run.errors, run.complete, run.counts, run.notes, run.policy, run.holds, run.dry, run.slot,
  (SELECT CASE WHEN run_undo.finished_at IS NULL THEN 'begun' ELSE 'done' END
   FROM run_undo WHERE run_undo.run_id = run.id) AS undone,
  (SELECT count(*)::integer FROM run_unit JOIN run_change
     ON run_change.run_id = run_unit.run_id AND run_change.unit = run_unit.unit
   WHERE run_unit.run_id = run.id AND run_unit.state = 'held') AS held`;

/** A row of `runColumns` as a run: counts that were never counted are 0. */
export function toRun(row: Run): Run {
  return { ...row, counts: { ...noCounts, ...row.counts } };
}

/** A page of a list. */
export interface Page<Item> {
  items: Item[];
  total: number;
  next: string | null;
}

/** @throws NotFoundError */
export async function getRun(tx: Tx, id: string): Promise<Run> {
  const rows = await tx.query(`SELECT ${runColumns} FROM run WHERE run.id = $1`, [id]);
  if (rows[0] === undefined) throw new NotFoundError(`There is no run ${id}`);
  return toRun(rows[0]);
}

/** A source with its latest run, and how it stands. */
export interface SourceOverview {
  name: string;
  description: string;
  lastRun: Run | null;
  standing: SourceStanding;
}

/** Every source, by name. */
export async function listSources(tx: Tx): Promise<SourceOverview[]> {
  const sources: { name: string; description: string }[] = await tx.query(
    'SELECT source.name, source.description FROM source ORDER BY source.name',
  );
  const rows: Run[] = await tx.query(
    `SELECT latest.* FROM source CROSS JOIN LATERAL (SELECT ${runColumns} FROM run
       WHERE run.source = source.name ORDER BY run.started_at DESC, run.id DESC LIMIT 1) AS latest`,
  );
  const lastRuns = new Map(rows.map((row) => [row.source, toRun(row)]));
  const standings = await readStandings(tx);
  return sources.map((source) => ({
    ...source,
    lastRun: lastRuns.get(source.name) ?? null,
    standing: standings.get(source.name) ?? noStanding,
  }));
}

/** A source with the policy that it goes by. */
export interface SourceBody {
  name: string;
  description: string;
  policy: SourcePolicy;
}

/** @throws NotFoundError */
export async function getSource(tx: Tx, name: string): Promise<SourceBody> {
  const found = await findSource(tx, name);
  if (found === undefined) throw new NotFoundError(`There is no source ${name}`);
  return found;
}

/**
 * The same, with how it stands.
 *
 * @throws NotFoundError
 */
export async function getStandingSource(
  tx: Tx,
  name: string,
): Promise<SourceBody & { standing: SourceStanding }> {
  const source = await getSource(tx, name);
  return { ...source, standing: (await readStandings(tx, name)).get(name) ?? noStanding };
}

export async function findSource(tx: Tx, name: string): Promise<SourceBody | undefined> {
  const rows = await tx.query('SELECT name, description FROM source WHERE name = $1', [name]);
  if (rows[0] === undefined) return undefined;
  const policy = { ...DEFAULT_POLICY, ...(await findPolicy(tx, name))?.policy };
  return { ...rows[0], policy };
}

const runCursor = z.object({ at: z.iso.datetime(), id: z.uuid() });

/** Runs of a source, the newest first; only those that stand like this, where it is said. */
export async function listRuns(
  tx: Tx,
  source: string,
  page: { limit: number; cursor?: string | undefined; state?: RunState | undefined },
): Promise<Page<Run>> {
  const after = readCursor(runCursor, page.cursor);
  const rows: Run[] = await tx.query(
    `SELECT ${runColumns} FROM run
     WHERE run.source = $1${ofState(page.state)} AND ($2::timestamptz IS NULL OR (run.started_at, run.id) < ($2, $3))
     ORDER BY run.started_at DESC, run.id DESC LIMIT $4`,
    [source, after?.at ?? null, after?.id ?? null, page.limit + 1],
  );
  const [{ total }] = await tx.query(
    `SELECT count(*)::integer AS total FROM run WHERE run.source = $1${ofState(page.state)}`,
    [source],
  );
  const items = rows.slice(0, page.limit).map(toRun);
  const last = items.at(-1);
  const next = rows.length > page.limit && last ? writeCursor({ at: last.startedAt, id: last.id }) : null;
  return { items, total, next };
}

/** SQL of a state. As text of the query, since there is an index of the runs that wait. */
function ofState(state: RunState | undefined): string {
  return state === undefined ? '' : ` AND run.state = '${state}'`;
}
