import type { Run } from '../submit/cmdb-client.ts';

/**
 * How a command ended, as its exit code: all well; failed; applied, but some records were faulty; applied, but for what
 * waits for a person; nothing done, since another run of the source is under way.
 */
export type RunOutcome = 'applied' | 'failed' | 'applied with faults' | 'waiting' | 'busy';

/** What became of a run that was applied, `faulty` records of which never were part of its plan. */
export function outcomeOf(run: Pick<Run, 'state' | 'counts' | 'held'>, faulty: number): RunOutcome {
  if (run.state !== 'applied' && run.state !== 'waiting') return 'failed';
  if (faulty > 0 || run.counts.failed > 0) return 'applied with faults';
  return run.held > 0 ? 'waiting' : 'applied';
}
