import { expect, test } from 'vitest';
import { type LatestRun, whyNoDelta } from './why-no-delta.ts';

const good: LatestRun = {
  state: 'applied',
  complete: true,
  faulty: 0,
  hasMarks: true,
  undoneSince: false,
  withdrawnSince: false,
};

test('after a good run what has changed since is enough', () => {
  expect(whyNoDelta(good)).toBeUndefined();
});

test.each<[string, Partial<LatestRun>]>([
  ['a run has been undone since', { undoneSince: true }],
  ['what the source said has been withdrawn since', { withdrawnSince: true }],
  ['steps of the run before wait for a person', { state: 'waiting' }],
  ['the run before is abandoned', { state: 'abandoned' }],
  ['the run before is open', { state: 'open' }],
  ['the run before was not complete', { complete: false }],
  ['the run before had 2 faults', { faulty: 2 }],
  ['the run before left no change marks', { hasMarks: false }],
])('all is brought when %s', (reason, latest) => {
  expect(whyNoDelta({ ...good, ...latest })).toBe(reason);
});

test('all is brought by the first run', () => {
  expect(whyNoDelta(undefined)).toBe('there has been no run yet');
});
