import { expect, test } from 'vitest';
import { findChanged, toKept, toMarks } from './change-marks.ts';

const rows = [
  ['1', '0', '2026-06-01 02:00:00', '513', 'PC-1'],
  ['2', '0', '2026-06-01 02:00:00', '513', 'PC-2'],
];

function changedBy(...later: (string | null)[][]): string[] {
  return findChanged(toMarks(later), toKept(toMarks(rows)));
}

test('nothing has changed when all columns are as they were, in whatever order the rows come', () => {
  expect(changedBy(...rows.toReversed())).toEqual([]);
});

test.each([
  ['an earlier time, as after a clock that was set back', ['2', '0', '2020-01-01 00:00:00', '513', 'PC-2']],
  ['another checksum', ['2', '0', '2026-06-01 02:00:00', '515', 'PC-2']],
  ['another tag', ['2', '0', '2026-06-01 02:00:00', '513', 'PC-7']],
  ['no tag at all', ['2', '0', '2026-06-01 02:00:00', '513', null]],
])('a machine has changed with %s', (_what, row) => {
  expect(changedBy(rows[0] ?? [], row)).toEqual(['2']);
});

test('a machine that is new has changed, and one that is gone is no change', () => {
  expect(changedBy(['3', '0', '2026-06-01 02:00:00', '513', 'PC-3'])).toEqual(['3']);
});

test('a machine that has just reported is taken again next time, though its mark is the same', () => {
  const recent = toMarks([['1', '1', '2026-06-01 02:00:00', '513', 'PC-1']]);

  expect(toKept(recent)).toEqual({});
  expect(findChanged(toMarks(rows.slice(0, 1)), toKept(recent))).toEqual(['1']);
});

test('what stands beside each other in two columns is not mixed up', () => {
  const [one, other] = [toMarks([['1', '0', 'a', 'bc']]), toMarks([['1', '0', 'ab', 'c']])];

  expect(findChanged(other, toKept(one))).toEqual(['1']);
});
