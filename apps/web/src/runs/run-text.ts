import type { Run, RunAction, RunCounts } from '../api/types.ts';
import { formatCount } from '../values/value-text.ts';

export type Tone = 'good' | 'warn' | 'bad' | 'plain';

/** What a run has come to, at a glance. A planned one waits for a person or for its connector, unless it was only tried. */
export function toneOf({ state, dry }: Pick<Run, 'state' | 'dry'>): Tone {
  if (dry && state === 'planned') return 'plain';
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
  'handover',
  'keep',
  'quarantine',
];

const countLabels: readonly [keyof RunCounts, string][] = [
  ['create', 'Created'],
  ['update', 'Updated'],
  ['retire', 'Retired'],
  ['relate', 'Related'],
  ['unrelate', 'Unrelated'],
  ['handover', 'Handed over'],
  ['keep', 'Kept'],
  ['unchanged', 'Unchanged'],
  ['quarantine', 'Quarantined'],
  ['failed', 'Failed'],
];

const plannedLabels: Partial<Record<keyof RunCounts, string>> = {
  create: 'To create',
  update: 'To update',
  retire: 'To retire',
  relate: 'To relate',
  unrelate: 'To unrelate',
  handover: 'To hand over',
  keep: 'To keep',
};

/** The counts of a run by name: in the past only where it has written. */
export function labelCounts({ state, dry }: Pick<Run, 'state' | 'dry'>): typeof countLabels {
  if (!dry && !['open', 'closed', 'planned'].includes(state)) return countLabels;
  return countLabels.map(([name, label]) => [name, plannedLabels[name] ?? label] as const);
}

/** Newest first, over all sources, each once. */
export function orderRuns(runs: readonly Run[]): Run[] {
  return [...new Map(runs.map((run) => [run.id, run])).values()].sort((left, right) =>
    right.startedAt.localeCompare(left.startedAt),
  );
}

/** Which changes stand behind a count; cards that are unchanged or failed have no action of their own. */
export function actionOf(count: keyof RunCounts): RunAction | undefined {
  return runActions.find((action) => action === count);
}

/** What came of a run, in one line: `60 created, 12 updated, 48 unchanged`; of one that was only tried, `60 to create`. */
export function formatCounts(run: Pick<Run, 'state' | 'dry' | 'counts'>): string {
  const { counts } = run;
  const told = labelCounts(run).filter(([name]) => counts[name] > 0);
  if (told.length === 0) return 'nothing';
  return told.map(([name, label]) => `${formatCount(counts[name])} ${label.toLowerCase()}`).join(', ');
}
