import { DEFAULT_POLICY } from '@popis/reconciliation';
import { expect, test } from 'vitest';
import { comparePolicies } from './policy-differences.ts';

const rank = { class: 'Computer', attribute: 'RAM', rank: 7 };
const leave = { class: 'Monitor', action: 'leave', missedRuns: 1 } as const;

test('policies that say the same in another order do not differ', () => {
  const one = { ...DEFAULT_POLICY, precedence: [rank, { ...rank, class: 'Monitor' }] };
  const other = {
    ...DEFAULT_POLICY,
    precedence: [
      { rank: 7, attribute: 'RAM', class: 'Monitor' },
      { rank: 7, attribute: 'RAM', class: 'Computer' },
    ],
  };

  expect(comparePolicies(one, other)).toEqual([]);
});

test('a rule that is altered goes and comes, one that is there twice counts twice', () => {
  const one = { ...DEFAULT_POLICY, vanished: [leave, leave], precedence: [rank] };
  const other = { ...DEFAULT_POLICY, vanished: [leave], precedence: [{ ...rank, rank: 8 }] };

  expect(comparePolicies(one, other)).toEqual([
    { part: 'precedence', change: 'removed', rule: rank },
    { part: 'precedence', change: 'added', rule: { ...rank, rank: 8 } },
    { part: 'vanished', change: 'removed', rule: leave },
  ]);
  expect(comparePolicies(other, one).map(({ change }) => change)).toEqual(['removed', 'added', 'added']);
});
