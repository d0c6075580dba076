import { describe, expect, test } from 'vitest';
import {
  DEFAULT_POLICY,
  needsFreshness,
  type PrecedenceRule,
  precedenceBy,
  vanishedRuleOf,
} from './policy.ts';
import { catalogue, EARLIER, NOW } from './test-builders.ts';

function rankOf(rules: readonly PrecedenceRule[], attribute = 'RAM', at = EARLIER): number {
  const policies = new Map([['ocs', { ...DEFAULT_POLICY, precedence: rules }]]);
  const precedence = precedenceBy(policies, catalogue.isA)('Computer', attribute);
  return precedence({ source: 'ocs', value: 1, runId: null, at }, NOW);
}

describe('the rank of what a source says', () => {
  test('is that of the nearest class and of the attribute before the class', () => {
    const rules = [
      { class: 'Computer', rank: 2 },
      { class: 'Item', rank: 1 },
      { class: 'Item', attribute: 'RAM', rank: 3 },
    ];

    expect(rankOf(rules)).toBe(3);
    expect(rankOf(rules, 'OS')).toBe(2);
    expect(rankOf(rules.slice(1), 'OS')).toBe(1);
    expect(rankOf([], 'OS')).toBe(0);
  });

  test('falls below all others when it was not confirmed for too long', () => {
    const rule = { class: 'Computer', rank: 5, freshDays: 1 };

    expect(rankOf([rule], 'RAM', EARLIER)).toBe(5);
    expect(rankOf([rule], 'RAM', '2026-11-22T01:59:59.999Z')).toBe(Number.NEGATIVE_INFINITY);
  });

  test('is above every inventory’s for a person without a rule', () => {
    const precedence = precedenceBy(new Map(), catalogue.isA)('Computer', 'RAM');

    expect(precedence({ source: 'person', value: 1, runId: null, at: EARLIER }, NOW)).toBe(100);
  });
});

test('values grow old only where a policy says so', () => {
  const rule = { class: 'Computer', rank: 1 };
  const policyOf = (more: object) =>
    new Map([['ocs', { ...DEFAULT_POLICY, precedence: [{ ...rule, ...more }] }]]);

  expect(needsFreshness(policyOf({}))).toBe(false);
  expect(needsFreshness(policyOf({ freshDays: 3 }))).toBe(true);
});

test('what becomes of the vanished is said by the rule of the nearest class', () => {
  const policy = {
    ...DEFAULT_POLICY,
    vanished: [
      { class: 'Item', action: 'leave', missedRuns: 1 },
      { class: 'Computer', action: 'retire', missedRuns: 3 },
    ],
  } as const;

  expect(vanishedRuleOf(policy, 'Computer', catalogue.isA).missedRuns).toBe(3);
  expect(vanishedRuleOf(policy, 'Memory', catalogue.isA).action).toBe('leave');
  expect(vanishedRuleOf(policy, 'Room', catalogue.isA)).toMatchObject({ action: 'retire', missedRuns: 1 });
});
