import { expect, test } from 'vitest';
import { type LatestRun, type RunsSinceFull, whyNoDelta } from './why-no-delta.ts';

const sinceFull: RunsSinceFull = { faulty: 0, lost: null, complete: true };
const good: LatestRun = {
  state: 'applied',
  complete: true,
  hasMarks: true,
  undoneSince: false,
  withdrawnSince: false,
  sinceFull,
};

test('after a good run what has changed since is enough', () => {
  expect(whyNoDelta(good)).toBeUndefined();
});

test('so it is while steps of it wait for a person', () => {
  expect(whyNoDelta({ ...good, state: 'waiting' })).toBeUndefined();
});

test.each<[string, Partial<LatestRun>]>([
  ['a run has been undone since', { undoneSince: true }],
  ['what the source said has been withdrawn since', { withdrawnSince: true }],
  ['the run before is abandoned', { state: 'abandoned' }],
  ['the run before is open', { state: 'open' }],
  ['the run before was not complete', { complete: false }],
  ['the run before left no change marks', { hasMarks: false }],
  ['there has been no complete full run yet', { sinceFull: null }],
  ['the last full run and those since had 2 faults', { sinceFull: { ...sinceFull, faulty: 2 } }],
  ['a run since the last full one is cancelled', { sinceFull: { ...sinceFull, lost: 'cancelled' } }],
  ['a run since the last full one was not complete', { sinceFull: { ...sinceFull, complete: false } }],
])('all is brought when %s', (reason, latest) => {
  expect(whyNoDelta({ ...good, ...latest })).toBe(reason);
});

test('all is brought by the first run', () => {
  expect(whyNoDelta(undefined)).toBe('there has been no run yet');
});
