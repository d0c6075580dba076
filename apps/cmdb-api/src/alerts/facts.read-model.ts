import { findMissedSlot, mostAheadMs, type Schedule, type SlotMode } from '@popis/schedule';
import { sourcesWithoutRuns } from '../changes/own-sources.ts';
import type { Tx } from '../platform/database/database.ts';
import type { SourceFacts } from './decide-alerts.ts';

interface Row {
  source: string;
  runId: string | null;
  state: string | null;
  note: string | null;
  isDead: boolean | null;
  waitingRunId: string | null;
  steps: string[] | null;
  held: number | null;
  quarantined: number;
  schedule: Schedule | null;
  since: Date;
  fullTriedUntil: Date | null;
  triedUntil: Date | null;
  isUnderWay: boolean;
}

/** How long a holder that does not renew its lease counts as slow, and not as dead. */
const deadAfter = '2 minutes';

/** What is known of every source that can have runs, as far as somebody may have to be told. */
export async function readFacts(tx: Tx, now: Date, missedGraceMs: number): Promise<SourceFacts[]> {
  const rows: Row[] = await tx.query(
    `SELECT source.name AS source, latest.id AS "runId", latest.state, latest.note, latest.dead AS "isDead",
       waiting.id AS "waitingRunId", waiting.steps, waiting.held,
       (SELECT count(*)::integer FROM quarantine
        WHERE quarantine.source = source.name AND quarantine.resolved_at IS NULL) AS quarantined,
       source.schedule, source.schedule_since AS since,
       tried.full AS "fullTriedUntil", tried.either AS "triedUntil",
       EXISTS (SELECT FROM run JOIN run_lease ON run_lease.run_id = run.id
         WHERE run.source = source.name AND NOT run.dry AND run.state IN ('open', 'closed', 'planned')
           AND run_lease.until >= clock_timestamp() - interval '${deadAfter}') AS "isUnderWay"
     FROM source
     LEFT JOIN LATERAL (
       SELECT of_full.at AS full, greatest(of_full.at, of_delta.at) AS either
       FROM (${triedUntil('full')}) AS of_full, (${triedUntil('delta')}) AS of_delta) AS tried ON true
     LEFT JOIN LATERAL (
       SELECT run.id, run.state, run.notes[array_upper(run.notes, 1)] AS note,
         EXISTS (SELECT FROM run_lease WHERE run_lease.run_id = run.id
           AND run_lease.until < clock_timestamp() - interval '${deadAfter}') AS dead
       FROM run WHERE run.source = source.name AND NOT run.dry AND run.state <> 'cancelled'
       ORDER BY run.started_at DESC, run.id DESC LIMIT 1) AS latest ON true
     LEFT JOIN LATERAL (
       SELECT (array_agg(each.id ORDER BY each.started_at DESC, each.id DESC))[1] AS id, sum(each.held)::integer AS held,
         (SELECT array_agg(DISTINCT hold ->> 'holds' || ' ' || (hold ->> 'class'))
          FROM unnest(array_agg(each.holds)) AS holds, jsonb_array_elements(holds) AS hold) AS steps
       FROM (SELECT run.id, run.started_at, run.holds,
           (SELECT count(*) FROM run_unit JOIN run_change
              ON run_change.run_id = run_unit.run_id AND run_change.unit = run_unit.unit
            WHERE run_unit.run_id = run.id AND run_unit.state = 'held') AS held
         FROM run WHERE run.source = source.name AND run.state = 'waiting') AS each
       WHERE each.held > 0) AS waiting ON true
     WHERE source.name <> ALL ($2::text[]) ORDER BY source.name`,
    [new Date(now.getTime() + mostAheadMs), sourcesWithoutRuns],
  );
  return rows.map((row) => toFacts(row, now, missedGraceMs));
}

/** SQL: the latest time that a run of this kind was for, or at. */
function triedUntil(mode: SlotMode): string {
  return `SELECT max(greatest(run.slot, run.started_at)) AS at FROM run
         WHERE run.source = source.name AND run.mode = '${mode}' AND NOT run.dry AND greatest(run.slot, run.started_at) <= $1`;
}

function toFacts(row: Row, now: Date, missedGraceMs: number): SourceFacts {
  const { source, schedule, since, runId, waitingRunId } = row;
  // As long as a run is under way no other one can be started.
  const tried = row.isUnderWay
    ? { coveredUntil: now, deltasCoveredUntil: now }
    : { coveredUntil: row.fullTriedUntil, deltasCoveredUntil: row.triedUntil };
  const known = schedule && { source, schedule, since, ...tried };
  const waits = waitingRunId !== null && (row.held ?? 0) > 0;
  return {
    source,
    verdict: { ...judge(row), runId },
    waiting: waits
      ? { steps: row.steps ?? [], count: row.held ?? 0, runId: waitingRunId }
      : { steps: [], count: 0, runId: null },
    quarantined: row.quarantined,
    missed: known === null ? null : (findMissedSlot(known, now, missedGraceMs) ?? null),
  };
}

function judge({ state, note, isDead }: Row): Pick<SourceFacts['verdict'], 'outcome' | 'reason'> {
  if (state === 'applied' || state === 'waiting') return { outcome: 'good', reason: null };
  if (state === 'failed' || state === 'abandoned') return { outcome: 'bad', reason: note };
  if (state !== null && isDead === true) {
    return { outcome: 'bad', reason: `its connector went silent while the run was ${state}` };
  }
  return { outcome: 'pending', reason: null };
}
