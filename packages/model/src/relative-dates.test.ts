import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isRelativeDate, resolveRelativeDate } from './relative-dates.ts';

/** A Monday. */
const now = new Date('2026-11-23T10:30:15.250Z');

test.each([
  ['now', '2026-11-23T10:30:15.250Z'],
  ['today', '2026-11-23T00:00:00.000Z'],
  ['yesterday', '2026-11-22T00:00:00.000Z'],
  ['tomorrow', '2026-11-24T00:00:00.000Z'],
  ['startOfWeek', '2026-11-23T00:00:00.000Z'],
  ['startOfWeek-1d', '2026-11-22T00:00:00.000Z'],
  ['startOfMonth', '2026-11-01T00:00:00.000Z'],
  ['startOfQuarter', '2026-10-01T00:00:00.000Z'],
  ['startOfYear', '2026-01-01T00:00:00.000Z'],
  ['-90d', '2026-08-25T10:30:15.250Z'],
  ['+36h', '2026-11-24T22:30:15.250Z'],
  ['today-2w', '2026-11-09T00:00:00.000Z'],
  ['today+1m', '2026-12-23T00:00:00.000Z'],
  ['-1y', '2025-11-23T10:30:15.250Z'],
])('%s is %s', (text, expected) => {
  expect(resolveRelativeDate(text, now)?.toISOString()).toBe(expected);
});

test('the last day of a month stays in the month that is meant', () => {
  const lastOfJanuary = new Date('2024-01-31T12:00:00Z');

  expect(resolveRelativeDate('+1m', lastOfJanuary)?.toISOString()).toBe('2024-02-29T12:00:00.000Z');
  expect(resolveRelativeDate('-11m', lastOfJanuary)?.toISOString()).toBe('2023-02-28T12:00:00.000Z');
  expect(resolveRelativeDate('startOfWeek', new Date('2024-03-03T01:00:00Z'))?.toISOString()).toBe(
    '2024-02-26T00:00:00.000Z',
  );
});

test.each(['', ' ', '-', '90d', '-90', '-90x', '-12345d', 'today ', 'Today', 'now-1d-1d', '2026-11-23'])(
  '%j is no relative date',
  (text) => {
    expect(isRelativeDate(text)).toBe(false);
    expect(resolveRelativeDate(text, now)).toBeUndefined();
  },
);

test('nothing leads out of the years that a date can have', () => {
  expect(resolveRelativeDate('-9999y', now)).toBeUndefined();
  expect(resolveRelativeDate('+9999y', now)).toBeUndefined();
});

test('going and coming back by days leads home', () => {
  fc.assert(
    fc.property(
      fc.date({ min: new Date('1950-01-01'), max: new Date('2100-01-01'), noInvalidDate: true }),
      fc.integer({ min: 0, max: 9_999 }),
      (start, days) => {
        const there = resolveRelativeDate(`+${days}d`, start) ?? new Date(0);

        expect(resolveRelativeDate(`-${days}d`, there)).toEqual(start);
      },
    ),
  );
});
