import { expect, test } from 'vitest';
import { actionOf, formatCounts, orderRuns } from './run-text.ts';
import { noCounts, testRun } from './test-run.ts';

test('a count leads to its changes where there are any', () => {
  expect(actionOf('retire')).toBe('retire');
  expect(actionOf('unchanged')).toBeUndefined();
});

test('the outcome of a run tells what is not zero', () => {
  expect(formatCounts({ ...noCounts, create: 1200, unchanged: 48 })).toBe('1\u202f200 created, 48 unchanged');
  expect(formatCounts(noCounts)).toBe('nothing');
});

test('runs of several sources stand newest first', () => {
  const ordered = orderRuns([testRun({ id: 'a' }), testRun({ id: 'b', startedAt: '2026-11-23T01:00:00Z' })]);

  expect(ordered.map((each) => each.id)).toEqual(['b', 'a']);
});
