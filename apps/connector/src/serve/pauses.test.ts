import { expect, test } from 'vitest';
import { pauseAfterFailures, pauseNotBeyond, pauseUntil } from './pauses.ts';

test('a sleep ends at its time, and long ones are cut so that a clock that is set is seen', () => {
  const now = new Date('2026-06-01T02:00:00Z');

  expect(pauseUntil(new Date('2026-06-01T02:00:07Z'), now)).toBe(7_000);
  expect(pauseUntil(new Date('2026-06-02T02:00:00Z'), now)).toBe(60_000);
  expect(pauseUntil(new Date('2026-05-01T02:00:00Z'), now)).toBe(0);
  expect(pauseUntil(null, now)).toBe(60_000);
});

test('a pause lets no full run wait that starts within it: what fails at its deltas does not hold that up', () => {
  const now = new Date('2026-06-01T02:00:00Z');

  expect(pauseNotBeyond(900_000, new Date('2026-06-01T02:05:00Z'), now)).toBe(300_000);
  expect(pauseNotBeyond(900_000, new Date('2026-06-01T02:20:00Z'), now)).toBe(900_000);
  expect(pauseNotBeyond(900_000, new Date('2026-06-01T01:59:00Z'), now)).toBe(900_000);
  expect(pauseNotBeyond(900_000, null, now)).toBe(900_000);
});

test('failures are followed by longer and longer pauses, a quarter of an hour at most', () => {
  expect([1, 2, 3, 4, 5, 6, 7, 50].map((count) => pauseAfterFailures(count) / 1_000)).toEqual([
    15, 30, 60, 120, 240, 480, 900, 900,
  ]);
});
