import { expect, test } from 'vitest';
import type { Run, RunCounts } from '../api/types.ts';
import { actionOf, formatCounts, orderRuns } from './run-text.ts';

const none: RunCounts = {
  create: 0,
  update: 0,
  retire: 0,
  relate: 0,
  unrelate: 0,
  keep: 0,
  unchanged: 0,
  quarantine: 0,
  failed: 0,
};

function run(id: string, startedAt: string): Run {
  return {
    id,
    source: 'ocs',
    mode: 'full',
    state: 'applied',
    startedAt,
    finishedAt: null,
    startedBy: 'connector',
    lastSeq: 0,
    read: 0,
    errors: 0,
    complete: true,
    counts: none,
    notes: [],
    dry: false,
    held: 0,
    holds: [],
    policy: null,
  };
}

test('a count leads to its changes where there are any', () => {
  expect(actionOf('retire')).toBe('retire');
  expect(actionOf('unchanged')).toBeUndefined();
});

test('the outcome of a run tells what is not zero', () => {
  expect(formatCounts({ ...none, create: 1200, unchanged: 48 })).toBe('1\u202f200 created, 48 unchanged');
  expect(formatCounts(none)).toBe('nothing');
});

test('runs of several sources stand newest first', () => {
  const ordered = orderRuns([run('a', '2026-11-21T01:00:00Z'), run('b', '2026-11-23T01:00:00Z')]);

  expect(ordered.map((each) => each.id)).toEqual(['b', 'a']);
});
