import type { RunState } from '../run.ts';

/** What of the latest run of a source decides whether the next one may bring nothing but what has changed since. */
export interface LatestRun {
  readonly state: RunState;
  /** It read the source, or as much of it as it had to, to the end. */
  readonly complete: boolean;
  /** Records that were not sent, not taken or not written. */
  readonly faulty: number;
  readonly hasMarks: boolean;
  /** A run of the source was taken back since it began. */
  readonly undoneSince: boolean;
  /** What the source had said was withdrawn since it began. */
  readonly withdrawnSince: boolean;
}

/** Why a run must bring all that the source has; undefined when what has changed since the latest run is enough. */
export function whyNoDelta(latest: LatestRun | undefined): string | undefined {
  if (latest === undefined) return 'there has been no run yet';
  if (latest.undoneSince) return 'a run has been undone since';
  if (latest.withdrawnSince) return 'what the source said has been withdrawn since';
  if (latest.state === 'waiting') return 'steps of the run before wait for a person';
  if (latest.state !== 'applied') return `the run before is ${latest.state}`;
  if (!latest.complete) return 'the run before was not complete';
  if (latest.faulty > 0) return `the run before had ${latest.faulty} faults`;
  if (!latest.hasMarks) return 'the run before left no change marks';
  return undefined;
}
