import { mostAheadMs, type Schedule } from '@popis/schedule';
import type { Tx } from '../../platform/database/database.ts';

/** How a source stands with its schedule and its runs; dry runs count for nothing. */
export interface SourceStanding {
  schedule: { schedule: Schedule; since: Date; setBy: string } | null;
  /** Runs that came to an end make up for the times of the schedule up to here. */
  coveredUntil: Date | null;
  /** The latest run that wrote what it may. */
  lastGood: { id: string; at: Date } | null;
}

interface Row {
  name: string;
  schedule: Schedule | null;
  since: Date;
  setBy: string;
  coveredUntil: Date | null;
  goodId: string | null;
  goodAt: Date;
}

/** Nothing stands of a source that is new. */
export const noStanding: SourceStanding = { schedule: null, coveredUntil: null, lastGood: null };

/**
 * How sources stand, all or one, by name. A run that was abandoned made up for nothing: it died. One that failed, or that
 * a person cancelled, did, or it would be tried again and again.
 */
export async function readStandings(
  tx: Tx,
  only?: string,
  now = new Date(),
): Promise<Map<string, SourceStanding>> {
  const rows: Row[] = await tx.query(
    `SELECT source.name, source.schedule, source.schedule_since AS since, source.schedule_by AS "setBy",
       covering.until AS "coveredUntil", good.id AS "goodId", good.at AS "goodAt"
     FROM source
     LEFT JOIN LATERAL (
       SELECT max(greatest(run.slot, run.started_at)) AS until FROM run
       WHERE run.source = source.name AND ${covers('$2')}) AS covering ON true
     LEFT JOIN LATERAL (
       SELECT run.id, coalesce(run.finished_at, run.started_at) AS at FROM run
       WHERE run.source = source.name AND NOT run.dry AND run.state IN ('applied', 'waiting')
       ORDER BY run.started_at DESC, run.id DESC LIMIT 1) AS good ON true
     WHERE $1::text IS NULL OR source.name = $1`,
    [only ?? null, new Date(now.getTime() + mostAheadMs)],
  );
  return new Map(rows.map((row) => [row.name, toStanding(row)]));
}

/**
 * The run that has made up for a time of the schedule of a source already; undefined when none has. What is said holds as
 * long as the source is locked.
 */
export async function findRunOfSlot(tx: Tx, source: string, slot: Date): Promise<string | undefined> {
  const rows: { id: string }[] = await tx.query(
    `SELECT run.id FROM run
     WHERE run.source = $1 AND greatest(run.slot, run.started_at) >= $2 AND ${covers('$3')} LIMIT 1`,
    [source, slot, new Date(Date.now() + mostAheadMs)],
  );
  return rows[0]?.id;
}

/** Whether a run makes up for a schedule; `ahead` is an instant beyond which no clock is believed. */
function covers(ahead: string): string {
  return `NOT run.dry AND run.state IN ('waiting', 'applied', 'failed', 'cancelled')
       AND greatest(run.slot, run.started_at) <= ${ahead}`;
}

function toStanding({ schedule, since, setBy, coveredUntil, goodId, goodAt }: Row): SourceStanding {
  return {
    schedule: schedule === null ? null : { schedule, since, setBy },
    coveredUntil,
    lastGood: goodId === null ? null : { id: goodId, at: goodAt },
  };
}
