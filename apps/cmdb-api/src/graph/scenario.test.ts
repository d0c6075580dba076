import { expect, test } from 'vitest';
import { findScenarioFaults, firstEnd, hasEnded } from './scenario.ts';

test('only an expiry has a day, and it must have one', () => {
  expect(findScenarioFaults({ event: 'expire', on: '2027-01-01', ends: ['EndDate'] })).toEqual([]);
  expect(findScenarioFaults({ event: 'fail' })).toEqual([]);
  expect(findScenarioFaults({ event: 'expire' }).map(({ at }) => at)).toEqual(['on']);
  expect(findScenarioFaults({ event: 'move', on: '2027-01-01', ends: [] }).map(({ at }) => at)).toEqual([
    'on',
    'ends',
  ]);
});

test('a card ends with the first of its ends', () => {
  const early = { attribute: 'ServiceUntil', on: '2027-01-01' };
  const late = { attribute: 'EndDate', on: '2028-01-01' };

  expect([firstEnd(early, late), firstEnd(late, early), firstEnd(undefined, late)]).toEqual([
    early,
    early,
    late,
  ]);
});

test('a card has ended on the day of its end, and when it has none', () => {
  const end = { attribute: 'EndDate', on: '2027-01-01' };

  expect(hasEnded(end, '2026-12-31')).toBe(false);
  expect(hasEnded(end, '2027-01-01')).toBe(true);
  expect(hasEnded(undefined, '2026-12-31')).toBe(true);
});
