import { describe, expect, test } from 'vitest';
import {
  formatAsOf,
  formatDistance,
  formatDuration,
  formatInstant,
  parseAsOf,
  toAsOfInstant,
  toDay,
} from './instants.ts';

describe('an instant', () => {
  test('is shown as an ISO date with the time of the zone', () => {
    expect(formatInstant('2026-01-31T23:30:00Z', 'Europe/Belgrade')).toBe('2026-02-01 00:30');
    expect(formatInstant('2026-01-31T23:30:00Z', 'UTC')).toBe('2026-01-31 23:30');
  });

  test('that is none is shown as it came', () => {
    expect(formatInstant('yesterday', 'UTC')).toBe('yesterday');
  });

  test('is as far away as its largest whole unit says', () => {
    const now = new Date('2026-11-23T12:00:00Z');

    expect(formatDistance('2026-11-23T11:59:59.500Z', now)).toBe('just now');
    expect(formatDistance('2026-11-23T09:10:00Z', now)).toBe('2 hours ago');
    expect(formatDistance('2026-11-22T11:00:00Z', now)).toBe('yesterday');
    expect(formatDistance('2024-11-01T00:00:00Z', now)).toBe('2 years ago');
    expect(formatDistance('2026-11-26T12:00:00Z', now)).toBe('in 3 days');
  });

  test('and another are so long apart', () => {
    const start = '2026-11-23T01:00:00Z';

    expect(formatDuration(start, '2026-11-23T01:00:00.200Z')).toBe('< 1 s');
    expect(formatDuration(start, '2026-11-23T01:00:42Z')).toBe('42 s');
    expect(formatDuration(start, '2026-11-23T01:04:12Z')).toBe('4 min 12 s');
    expect(formatDuration(start, '2026-11-23T03:05:00Z')).toBe('2 h 5 min');
  });
});

describe('the point in time of an address', () => {
  test('is a day or an instant and nothing else', () => {
    expect(parseAsOf('2026-01-31')).toBe('2026-01-31');
    expect(parseAsOf('2026-01-31T12:00:00.000Z')).toBe('2026-01-31T12:00:00.000Z');
    expect(parseAsOf('2026-13-45')).toBeUndefined();
    expect(parseAsOf('last week')).toBeUndefined();
    expect(parseAsOf(undefined)).toBeUndefined();
  });

  test('as a day means the last moment of it where the reader is', () => {
    const instant = new Date(toAsOfInstant('2026-01-31') ?? '');

    expect([instant.getFullYear(), instant.getMonth(), instant.getDate()]).toEqual([2026, 0, 31]);
    expect(new Date(instant.getTime() + 1).getDate()).toBe(1);
  });

  test('as an instant stays as exact as it is', () => {
    expect(toAsOfInstant('2026-01-31T12:00:00Z')).toBe('2026-01-31T12:00:00Z');
    expect(toAsOfInstant(undefined)).toBeUndefined();
  });

  test('is named by the banner and the date control', () => {
    expect(formatAsOf('2026-01-31')).toBe('2026-01-31');
    expect(toDay('2026-01-31')).toBe('2026-01-31');
    expect(toDay(undefined)).toBe('');
  });
});
