import { expect, test } from 'vitest';
import type { Run } from '../api/types.ts';
import { formatKey, orderRuns } from './run-text.ts';

test('the key of a record is its value, or all its parts', () => {
  expect(formatKey({ Code: 'PC-0001' })).toBe('PC-0001');
  expect(formatKey({ Code: 'PC-0001', Slot: 2 })).toBe('Code PC-0001, Slot 2');
  expect(formatKey('PC-0001')).toBe('PC-0001');
  expect(formatKey(null)).toBe('—');
});

test('runs of several sources stand newest first', () => {
  const run = (id: string, startedAt: string): Run => ({
    id,
    source: 'ocs',
    mode: 'full',
    state: 'applied',
    startedAt,
    finishedAt: null,
    read: 0,
    errors: 0,
    complete: true,
    counts: {
      create: 0,
      update: 0,
      retire: 0,
      relate: 0,
      unrelate: 0,
      unchanged: 0,
      quarantine: 0,
      failed: 0,
    },
    notes: [],
  });

  const ordered = orderRuns([run('a', '2026-11-21T01:00:00Z'), run('b', '2026-11-23T01:00:00Z')]);

  expect(ordered.map((each) => each.id)).toEqual(['b', 'a']);
});
