import { expect, test } from 'vitest';
import { effectiveValue, givenFrequency, type Parameter } from './effective-values.ts';

function parameter(name: string, number: number | null, isOwn: boolean): Parameter {
  return { name, number, text: null, isOwn };
}

test('the own value counts before those of groups, and these before the setting', () => {
  const groups = [parameter('X', 3, false), parameter('X', 9, false)];

  expect(effectiveValue('X', [...groups, parameter('X', 5, true)], 'largest', 1)).toBe(5);
  expect(effectiveValue('X', groups, 'largest', 1)).toBe(9);
  expect(effectiveValue('X', groups, 'smallest', 1)).toBe(3);
  expect(effectiveValue('X', [parameter('Y', 5, true), parameter('X', null, true)], 'largest', 1)).toBe(1);
});

test('the smallest frequency counts, whoever gave it', () => {
  expect(givenFrequency([parameter('FREQUENCY', 7, true), parameter('FREQUENCY', 3, false)])).toBe(3);
  expect(givenFrequency([parameter('FREQUENCY', 7, true), parameter('FREQUENCY', -1, false)])).toBe(-1);
  expect(givenFrequency([parameter('PROLOG_FREQ', 7, true)])).toBeUndefined();
});
