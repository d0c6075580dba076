import { describe, expect, test } from 'vitest';
import type { Run } from '../api/types.ts';
import { testRun } from './test-run.ts';
import { canCancel, canUndo, describeCancel, effectsOf } from './undo-text.ts';

const states: Run['state'][] = [
  'open',
  'closed',
  'planned',
  'waiting',
  'applied',
  'failed',
  'abandoned',
  'cancelled',
];

test('a run is cancelled while it is under way, and undone at its end: never both', () => {
  const offers = states.map((state) => [state, canCancel({ state }), canUndo(testRun({ state }))]);

  expect(offers).toEqual([
    ['open', true, false],
    ['closed', true, false],
    ['planned', true, false],
    ['waiting', true, false],
    ['applied', false, true],
    ['failed', false, true],
    ['abandoned', false, true],
    ['cancelled', false, true],
  ]);
});

test('an undo is offered once, unless it was interrupted', () => {
  expect(canUndo(testRun({ undone: 'done' }))).toBe(false);
  expect(canUndo(testRun({ undone: 'begun' }))).toBe(true);
  expect(canUndo(testRun({ dry: true }))).toBe(false);
});

test('an undo tells what it does, and nothing of what it does to none', () => {
  const none = { retired: 0, restored: 0, updated: 0, related: 0, unrelated: 0, handedBack: 0, left: 0 };

  expect(effectsOf(none)).toEqual([]);
  expect(effectsOf({ ...none, restored: 3, left: 1 })).toEqual([
    ['Cards that the run retired: they come back', 3],
    ['Left as they are, since somebody needs them so', 1],
  ]);
});

describe('cancelling', () => {
  test('says what becomes of what waits', () => {
    expect(describeCancel(testRun({ state: 'waiting', held: 2 }))).toContain('What waits is not written');
    expect(describeCancel(testRun({ state: 'waiting' }))).toContain('What was approved is not written');
  });

  test('does not promise that nothing was written', () => {
    expect(describeCancel(testRun({ state: 'planned' }))).toContain('What is written already stays');
  });
});
