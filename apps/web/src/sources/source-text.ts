import type { SourceDetail } from '../api/sources.ts';
import type { Run } from '../api/types.ts';
import { formatDistance } from '../values/instants.ts';

/** When runs of a source start, and when the next one does. */
export function describeSchedule(
  { schedule, nextStartAt }: Pick<SourceDetail, 'schedule' | 'nextStartAt'>,
  now: Date,
): string[] {
  if (schedule === null) return ['Runs start by hand only'];
  const texts = [`Runs start at “${schedule.cron}” (${schedule.zone})`];
  if (nextStartAt === null) return texts;
  const distance = formatDistance(nextStartAt, now);
  const isOverdue = new Date(nextStartAt).getTime() < now.getTime();
  return [...texts, isOverdue ? `The next run was due ${distance}` : `The next run starts ${distance}`];
}

/** Runs of which something waits for a person; what was only tried never does. */
export function listWaiting(runs: readonly Run[]): Run[] {
  return runs.filter((run) => !run.dry && run.held > 0 && ['waiting', 'planned'].includes(run.state));
}
