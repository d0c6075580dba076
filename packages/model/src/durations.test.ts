import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compareDurations } from './durations.ts';
import { readValue } from './values.ts';

describe('a duration', () => {
  test.each([
    ['P3Y6M', 'P3Y6M'],
    ['P42M', 'P3Y6M'],
    ['P2W', 'P14D'],
    ['P1W3D', 'P10D'],
    ['PT90M', 'PT1H30M'],
    ['PT8H', 'PT8H'],
    ['PT48H', 'PT48H'],
    ['P30D', 'P30D'],
    [' p1yt0.50s ', 'P1YT0.5S'],
    ['PT61.000001S', 'PT1M1.000001S'],
    ['P0D', 'PT0S'],
    ['P9999Y', 'P9999Y'],
  ])('%j is stored as %s', (given, stored) => {
    expect(readValue('interval', given)).toEqual({ value: stored });
  });

  test.each<string | number>([
    'P',
    'PT',
    'P1YT',
    '1Y',
    'P1S',
    'PT1D',
    'P1M1Y',
    '-P1D',
    'P-1D',
    'P1.5D',
    'P10000Y',
    'PT999999999H',
    '3 years',
    3,
  ])('%j is a fault', (given) => {
    expect(readValue('interval', given)).toHaveProperty('fault');
  });

  test('is longer or shorter with a month of thirty days and a day of 24 hours', () => {
    expect(compareDurations('P1Y', 'P11M')).toBe(1);
    expect(compareDurations('PT23H', 'P1D')).toBe(-1);
    expect(compareDurations('P1M', 'P30D')).toBe(0);
    expect(compareDurations('P1M', 'P31D')).toBe(-1);
  });

  test('in its stored form stays as it is, and is as long as what it was read from', () => {
    const part = fc.nat(5_000);
    fc.assert(
      fc.property(part, part, part, part, part, part, (years, months, days, hours, minutes, seconds) => {
        const given = `P${years}Y${months}M${days}DT${hours}H${minutes}M${seconds}S`;

        const read = readValue('interval', given);

        const stored = 'value' in read ? String(read.value) : '';
        expect(readValue('interval', stored)).toEqual({ value: stored });
        expect(compareDurations(given, stored)).toBe(0);
      }),
    );
  });
});
