import { expect, test } from 'vitest';
import { actionOf, formatCounts, orderRuns, toneOf } from './run-text.ts';
import { noCounts, testRun } from './test-run.ts';

test('a count leads to its changes where there are any', () => {
  expect(actionOf('retire')).toBe('retire');
  expect(actionOf('unchanged')).toBeUndefined();
});

test('the outcome of a run tells what is not zero', () => {
  const counts = { ...noCounts, create: 1200, unchanged: 48 };

  expect(formatCounts(testRun({ counts }))).toBe('1\u202f200 created, 48 unchanged');
  expect(formatCounts(testRun())).toBe('nothing');
});

test('what was only tried or is not written yet is not told as done', () => {
  const counts = { ...noCounts, create: 2, unchanged: 48 };
  const told = '2 to create, 48 unchanged';

  expect(formatCounts(testRun({ counts, state: 'planned', dry: true }))).toBe(told);
  expect(formatCounts(testRun({ counts, state: 'planned' }))).toBe(told);
  expect(toneOf(testRun({ state: 'planned', dry: true }))).toBe('plain');
  expect(toneOf(testRun({ state: 'planned' }))).toBe('warn');
});

test('runs of several sources stand newest first', () => {
  const ordered = orderRuns([testRun({ id: 'a' }), testRun({ id: 'b', startedAt: '2026-11-23T01:00:00Z' })]);

  expect(ordered.map((each) => each.id)).toEqual(['b', 'a']);
});
