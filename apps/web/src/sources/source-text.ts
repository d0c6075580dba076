import type { SourceDetail } from '../api/sources.ts';
import type { Run } from '../api/types.ts';
import { formatDistance } from '../values/instants.ts';

/** When the next run of a source starts. */
export function describeNextStart(
  { schedule, nextStartAt }: Pick<SourceDetail, 'schedule' | 'nextStartAt'>,
  now: Date,
): string {
  if (schedule === null) return 'Runs start by hand only';
  if (nextStartAt === null) return 'No time of its schedule comes';
  const distance = formatDistance(nextStartAt, now);
  const isOverdue = new Date(nextStartAt).getTime() < now.getTime();
  return isOverdue ? `The next run was due ${distance}` : `The next run starts ${distance}`;
}

/** Runs of which something waits for a person; what was only tried never does. */
export function listWaiting(runs: readonly Run[]): Run[] {
  return runs.filter((run) => !run.dry && run.held > 0 && ['waiting', 'planned'].includes(run.state));
}
