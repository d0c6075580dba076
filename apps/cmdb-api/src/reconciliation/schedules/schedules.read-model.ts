import { mostAheadMs, type Schedule, type SlotMode } from '@popis/schedule';
import type { Tx } from '../../platform/database/database.ts';

/** How a source stands with its schedule and its runs; dry runs count for nothing. */
export interface SourceStanding {
  schedule: { schedule: Schedule; since: Date; setBy: string } | null;
  /** Full runs that came to an end make up for the times of full runs up to here. */
  coveredUntil: Date | null;
  /** Runs of either kind do for the times of deltas up to here. */
  deltasCoveredUntil: Date | null;
  /** The latest run that wrote what it may. */
  lastGood: GoodRun | null;
  /** The latest full one of them. */
  lastGoodFull: GoodRun | null;
}

interface GoodRun {
  id: string;
  at: Date;
}

interface Row {
  name: string;
  schedule: Schedule | null;
  since: Date;
  setBy: string;
  fullUntil: Date | null;
  deltaUntil: Date | null;
  lastGood: [string, string] | null;
  lastGoodFull: [string, string] | null;
}

/** Nothing stands of a source that is new. */
export const noStanding: SourceStanding = {
  schedule: null,
  coveredUntil: null,
  deltasCoveredUntil: null,
  lastGood: null,
  lastGoodFull: null,
};

/**
 * How sources stand, all or one, by name. A run that was abandoned made up for nothing: it died. One that failed, or that
 * a person cancelled, did, or it would be tried again and again. A run is full when it read everything, also where it was for a
 * time of a delta.
 */
export async function readStandings(
  tx: Tx,
  only?: string,
  now = new Date(),
): Promise<Map<string, SourceStanding>> {
  const rows: Row[] = await tx.query(
    `SELECT source.name, source.schedule, source.schedule_since AS since, source.schedule_by AS "setBy",
       (${coveredUntil('full', '$2')}) AS "fullUntil", (${coveredUntil('delta', '$2')}) AS "deltaUntil",
       (${lastGood()}) AS "lastGood", (${lastGood('full')}) AS "lastGoodFull"
     FROM source WHERE $1::text IS NULL OR source.name = $1`,
    [only ?? null, new Date(now.getTime() + mostAheadMs)],
  );
  return new Map(rows.map((row) => [row.name, toStanding(row)]));
}

/** SQL: up to when runs of this kind make up for a schedule. */
function coveredUntil(mode: SlotMode, ahead: string): string {
  return `SELECT max(greatest(run.slot, run.started_at)) FROM run
       WHERE run.source = source.name AND run.mode = '${mode}' AND ${covers(ahead)}`;
}

/** SQL: the latest run that wrote what it may, of this kind or of any, as id and time. */
function lastGood(mode?: SlotMode): string {
  return `SELECT jsonb_build_array(run.id, coalesce(run.finished_at, run.started_at)) FROM run
       WHERE run.source = source.name AND NOT run.dry AND run.state IN ('applied', 'waiting')
         ${mode === undefined ? '' : `AND run.mode = '${mode}'`}
       ORDER BY run.started_at DESC, run.id DESC LIMIT 1`;
}

/**
 * The run that has made up for a time of the schedule of a source already, a time of this kind; undefined when none has. What is
 * said holds as long as the source is locked.
 */
export async function findRunOfSlot(
  tx: Tx,
  source: string,
  slot: Date,
  mode: SlotMode,
): Promise<string | undefined> {
  const rows: { id: string }[] = await tx.query(
    `SELECT run.id FROM run
     WHERE run.source = $1 AND ($4 = 'delta' OR run.mode = 'full')
       AND greatest(run.slot, run.started_at) >= $2 AND ${covers('$3')} LIMIT 1`,
    [source, slot, new Date(Date.now() + mostAheadMs), mode],
  );
  return rows[0]?.id;
}

/** SQL: whether a run makes up for a schedule; `ahead` is an instant beyond which no clock is believed. */
function covers(ahead: string): string {
  return `NOT run.dry AND run.state IN ('waiting', 'applied', 'failed', 'cancelled')
       AND greatest(run.slot, run.started_at) <= ${ahead}`;
}

function toStanding(row: Row): SourceStanding {
  const { schedule, since, setBy, fullUntil, deltaUntil } = row;
  return {
    schedule: schedule === null ? null : { schedule, since, setBy },
    coveredUntil: fullUntil,
    deltasCoveredUntil: toLater(fullUntil, deltaUntil),
    lastGood: toGoodRun(row.lastGood),
    lastGoodFull: toGoodRun(row.lastGoodFull),
  };
}

function toLater(one: Date | null, other: Date | null): Date | null {
  if (one === null || other === null) return one ?? other;
  return one > other ? one : other;
}

function toGoodRun(found: Row['lastGood']): GoodRun | null {
  return found === null ? null : { id: found[0], at: new Date(found[1]) };
}
