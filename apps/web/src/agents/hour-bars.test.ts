import { expect, test } from 'vitest';
import { parseAgentsSearch } from './agents-search.ts';
import { countOutcome, toHourBars } from './hour-bars.ts';

const hours = [
  { hour: '2026-11-28T10:00:00.000Z', answered: 6, refused: 2, failed: 2 },
  { hour: '2026-11-28T11:00:00.000Z', answered: 5, refused: 0, failed: 0 },
  { hour: '2026-11-28T12:00:00.000Z', answered: 0, refused: 0, failed: 0 },
];

test('the highest bar is as high as the picture, and parts stand on each other', () => {
  const { bars, most } = toHourBars(hours, { width: 30, height: 100 });

  expect(most).toBe(10);
  expect(bars[0]?.parts).toEqual([
    { outcome: 'answered', x: 0, y: 40, width: 8, height: 60 },
    { outcome: 'refused', x: 0, y: 20, width: 8, height: 20 },
    { outcome: 'failed', x: 0, y: 0, width: 8, height: 20 },
  ]);
  expect(bars[1]?.parts).toEqual([{ outcome: 'answered', x: 10, y: 50, width: 8, height: 50 }]);
  expect(bars[2]?.parts).toEqual([]);
});

test('hours without any contact are drawn as nothing', () => {
  const { bars, most } = toHourBars(hours.slice(2), { width: 30, height: 100 });

  expect([bars.length, bars[0]?.parts.length, most]).toEqual([1, 0, 0]);
  expect(toHourBars([], { width: 30, height: 100 })).toEqual({ bars: [], most: 0 });
});

test('outcomes are counted over all hours', () => {
  expect([countOutcome(hours, 'answered'), countOutcome(hours, 'refused')]).toEqual([11, 2]);
});

test('the address says which devices are listed, and nothing else is taken from it', () => {
  expect(parseAgentsSearch({ show: 'silent', cursor: 'c', from: 50, x: 1 })).toEqual({
    show: 'silent',
    cursor: 'c',
    from: 50,
  });
  expect(parseAgentsSearch({ show: 'all', from: 50 })).toEqual({});
});
