import type { Run, RunCounts, RunState } from '../api/types.ts';
import { formatValue } from '../values/value-text.ts';

export type Tone = 'good' | 'warn' | 'bad' | 'plain';

/** What a run has come to, at a glance. A planned one waits for a person or for its connector. */
export function toneOf(state: RunState): Tone {
  const tones: Record<RunState, Tone> = {
    open: 'plain',
    closed: 'plain',
    planned: 'warn',
    applied: 'good',
    failed: 'bad',
    abandoned: 'bad',
  };
  return tones[state];
}

export const countLabels: readonly [keyof RunCounts, string][] = [
  ['create', 'Created'],
  ['update', 'Updated'],
  ['retire', 'Retired'],
  ['relate', 'Related'],
  ['unrelate', 'Unrelated'],
  ['unchanged', 'Unchanged'],
  ['quarantine', 'Quarantined'],
  ['failed', 'Failed'],
];

/** Newest first, over all sources. */
export function orderRuns(runs: readonly Run[]): Run[] {
  return [...runs].sort((left, right) => right.startedAt.localeCompare(left.startedAt));
}

/** The key of a record as text: `PC-0001`, or every part of it when it has several. */
export function formatKey(key: unknown): string {
  if (typeof key !== 'object' || key === null) return formatValue(key);
  const parts = Object.entries(key);
  const [only] = parts;
  if (parts.length === 1 && only !== undefined) return formatValue(only[1]);
  return parts.map(([name, value]) => `${name} ${formatValue(value)}`).join(', ');
}
