import type { Run, RunAction, RunCounts } from '../api/types.ts';
import { formatCount } from '../values/value-text.ts';

export type Tone = 'good' | 'warn' | 'bad' | 'plain';

/** What a run has come to, at a glance. A planned one waits for a person or for its connector. */
export function toneOf(state: Run['state']): Tone {
  const tones: Record<Run['state'], Tone> = {
    open: 'plain',
    closed: 'plain',
    planned: 'warn',
    applied: 'good',
    failed: 'bad',
    abandoned: 'bad',
    waiting: 'warn',
    cancelled: 'bad',
  };
  return tones[state];
}

export const runActions: readonly RunAction[] = [
  'create',
  'update',
  'retire',
  'relate',
  'unrelate',
  'keep',
  'quarantine',
];

export const countLabels: readonly [keyof RunCounts, string][] = [
  ['create', 'Created'],
  ['update', 'Updated'],
  ['retire', 'Retired'],
  ['relate', 'Related'],
  ['unrelate', 'Unrelated'],
  ['keep', 'Kept'],
  ['unchanged', 'Unchanged'],
  ['quarantine', 'Quarantined'],
  ['failed', 'Failed'],
];

/** Newest first, over all sources. */
export function orderRuns(runs: readonly Run[]): Run[] {
  return [...runs].sort((left, right) => right.startedAt.localeCompare(left.startedAt));
}

/** Which changes stand behind a count; cards that are unchanged or failed have no action of their own. */
export function actionOf(count: keyof RunCounts): RunAction | undefined {
  return runActions.find((action) => action === count);
}

/** What came of a run, in one line: `60 created, 12 updated, 48 unchanged`. */
export function formatCounts(counts: RunCounts): string {
  const told = countLabels.filter(([name]) => counts[name] > 0);
  if (told.length === 0) return 'nothing';
  return told.map(([name, label]) => `${formatCount(counts[name])} ${label.toLowerCase()}`).join(', ');
}
