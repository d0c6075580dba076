import { expect, test } from 'vitest';
import {
  effectivePace,
  effectiveValue,
  givenFrequency,
  isSwitchedOn,
  type Parameter,
} from './effective-values.ts';

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

test('a group may forbid a function for good; otherwise the own value counts', () => {
  const given = (number: number, isOwn: boolean): Parameter => ({
    name: 'SNMP_SWITCH',
    number,
    text: null,
    isOwn,
  });

  expect(isSwitchedOn('SNMP_SWITCH', [])).toBe(true);
  expect(isSwitchedOn('SNMP_SWITCH', [given(0, true), given(1, false)])).toBe(false);
  expect(isSwitchedOn('SNMP_SWITCH', [given(1, true), given(0, false)])).toBe(false);
  expect(isSwitchedOn('SNMP_SWITCH', [given(1, true), given(1, false)])).toBe(true);
});

test('a pace of 0 says nothing: the next one to be asked counts', () => {
  const pace = (number: number, isOwn: boolean): Parameter => ({ name: 'P', number, text: null, isOwn });

  expect(effectivePace('P', [pace(0, true), pace(5, false), pace(9, false)], 'largest', 60)).toBe(9);
  expect(effectivePace('P', [pace(0, false), pace(5, false)], 'smallest', 60)).toBe(5);
  expect(effectivePace('P', [pace(0, true), pace(0, false)], 'smallest', 60)).toBe(60);
});
