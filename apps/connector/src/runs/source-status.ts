import { formatCounts } from '../report.ts';
import type { ListedRun } from '../submit/runs-client.ts';
import type { RunOutcome } from './run-outcome.ts';

/** How a source stands. Dry runs are listed, and count for nothing else. */
export interface SourceStatus {
  readonly source: string;
  /** The latest runs, the newest first. */
  readonly runs: readonly ListedRun[];
  /** The latest run that wrote what it may; null when there has been none. */
  readonly lastGood: AgedRun | null;
  /** The latest of these that read everything: only such a one sees what is gone. */
  readonly lastGoodFull: AgedRun | null;
  /** Steps of runs that wait for a person. */
  readonly held: number;
  /** Records in quarantine. */
  readonly quarantined: number;
  readonly outcome: RunOutcome;
}

interface AgedRun {
  readonly id: string;
  readonly at: string;
  readonly ageSeconds: number;
}

const mostListed = 5;

/** Decides from the runs of a source, the newest first, what of it waits, and what the CMDB says of its full ones, how it stands at `now`. */
export function toSourceStatus(
  source: string,
  runs: readonly ListedRun[],
  {
    held,
    quarantined,
    lastGoodFull,
  }: { held: number; quarantined: number; lastGoodFull: { id: string; at: string } | null },
  now: Date,
): SourceStatus {
  const live = runs.filter((run) => !run.dry);
  const good = live.find(isGood);
  const at = good === undefined ? undefined : (good.finishedAt ?? good.startedAt);
  const lastEnded = live.find((run) => isGood(run) || run.state === 'failed' || run.state === 'abandoned');
  const hasFailed = lastEnded !== undefined && !isGood(lastEnded);
  return {
    source,
    runs: runs.slice(0, mostListed),
    lastGood:
      good === undefined || at === undefined ? null : { id: good.id, at, ageSeconds: ageSeconds(at, now) },
    lastGoodFull: lastGoodFull && { ...lastGoodFull, ageSeconds: ageSeconds(lastGoodFull.at, now) },
    held,
    quarantined,
    outcome: hasFailed ? 'failed' : held > 0 ? 'waiting' : 'applied',
  };
}

/** Whether a run wrote what it may. */
export function isGood(run: Pick<ListedRun, 'state' | 'dry'>): boolean {
  return !run.dry && (run.state === 'applied' || run.state === 'waiting');
}

function ageSeconds(at: string, now: Date): number {
  return Math.max(0, Math.round((now.getTime() - Date.parse(at)) / 1_000));
}

/** The worst of how several sources stand, or runs came out. */
export function worstOutcome(statuses: readonly Pick<SourceStatus, 'outcome'>[]): RunOutcome {
  if (statuses.some((status) => status.outcome === 'failed')) return 'failed';
  if (statuses.some((status) => status.outcome === 'applied with faults')) return 'applied with faults';
  return statuses.some((status) => status.outcome === 'waiting') ? 'waiting' : 'applied';
}

/** The status of a source in lines. */
export function formatStatus(status: SourceStatus): string[] {
  const { source, runs, lastGood, lastGoodFull, held, quarantined } = status;
  const isFull = lastGood?.id === lastGoodFull?.id;
  return [
    `${source}: last good run ${formatAged(lastGood)}`,
    ...(isFull ? [] : [`  last good full run ${formatAged(lastGoodFull)}`]),
    `  ${held} changes wait for a person, ${quarantined} records are in quarantine`,
    ...runs.map((run) => {
      const kind = run.dry ? 'dry run' : `${run.mode} run`;
      return `  ${run.startedAt}  ${run.state.padEnd(9)}  ${run.id}  ${kind}: ${formatCounts(run.counts)}`;
    }),
  ];
}

function formatAged(run: AgedRun | null): string {
  return run === null ? 'none yet' : `${run.at}, ${formatAge(run.ageSeconds)} ago`;
}

/** An age to the two largest units that say something: `1 d 3 h`, `4 min`. */
export function formatAge(seconds: number): string {
  const days = Math.floor(seconds / 86_400);
  const hours = Math.floor(seconds / 3_600) % 24;
  const minutes = Math.floor(seconds / 60) % 60;
  if (days > 0) return `${days} d ${hours} h`;
  if (hours > 0) return `${hours} h ${minutes} min`;
  return minutes > 0 ? `${minutes} min` : `${seconds} s`;
}
