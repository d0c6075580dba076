import type { RunState } from '../run.ts';

/** What of the latest runs of a source decides whether the next one may bring nothing but what has changed since. */
export interface LatestRun {
  readonly state: RunState;
  /** It read the source, or as much of it as it had to, to the end. */
  readonly complete: boolean;
  readonly hasMarks: boolean;
  /** A run of the source was taken back since it began. */
  readonly undoneSince: boolean;
  /** What the source had said was withdrawn since it began. */
  readonly withdrawnSince: boolean;
  /** The latest full run that was complete, and all runs since; null when there was no such run. */
  readonly sinceFull: RunsSinceFull | null;
}

/** Runs that build on each other: what comes to light of an earlier one is missing in all that have come after it. */
export interface RunsSinceFull {
  /** Records that were not sent, not taken or not written. */
  readonly faulty: number;
  /** How one of them ended otherwise than with all written but what waits; null when none did. */
  readonly lost: RunState | null;
  readonly complete: boolean;
}

/**
 * Why a run must bring all that the source has; undefined when what has changed since the latest run is enough. What waits for a
 * person is no reason: it waits in its own run.
 */
export function whyNoDelta(latest: LatestRun | undefined): string | undefined {
  if (latest === undefined) return 'there has been no run yet';
  if (latest.undoneSince) return 'a run has been undone since';
  if (latest.withdrawnSince) return 'what the source said has been withdrawn since';
  if (!isGood(latest.state)) return `the run before is ${latest.state}`;
  if (!latest.complete) return 'the run before was not complete';
  const { sinceFull } = latest;
  if (sinceFull === null) return 'there has been no complete full run yet';
  if (sinceFull.lost !== null) return `a run since the last full one is ${sinceFull.lost}`;
  if (!sinceFull.complete) return 'a run since the last full one was not complete';
  if (sinceFull.faulty > 0) return `the last full run and those since had ${sinceFull.faulty} faults`;
  if (!latest.hasMarks) return 'the run before left no change marks';
  return undefined;
}

function isGood(state: RunState): boolean {
  return state === 'applied' || state === 'waiting';
}
