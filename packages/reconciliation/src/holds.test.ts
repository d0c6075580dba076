import { describe, expect, test } from 'vitest';
import { planHolds, type StepCount } from './holds.ts';
import { type BreakerRule, DEFAULT_POLICY, type SourcePolicy } from './policy.ts';
import { catalogue } from './test-builders.ts';

function retiring(className: string, count: number): StepCount {
  return { class: className, action: 'retire', count };
}

function holdsOf(policy: Partial<SourcePolicy>, counts: readonly StepCount[], known = 100): string[] {
  const populations = new Map(counts.map((each) => [each.class, known]));
  const holds = planHolds({ ...DEFAULT_POLICY, ...policy }, counts, populations, catalogue.isA);
  return holds.map((hold) => `${hold.cause} ${hold.holds} ${hold.class} ${hold.count}/${hold.population}`);
}

describe('what is too much', () => {
  test.each<[string, BreakerRule, number, boolean]>([
    ['at its number', { action: 'retire', number: 10 }, 10, false],
    ['beyond its number', { action: 'retire', number: 10 }, 11, true],
    ['at its share', { action: 'retire', share: 0.2 }, 20, false],
    ['beyond its share', { action: 'retire', share: 0.2 }, 21, true],
    ['beyond its share but not its number', { action: 'retire', share: 0.1, number: 20 }, 15, false],
    ['beyond its number but not its share', { action: 'retire', share: 0.5, number: 20 }, 30, false],
    ['beyond both', { action: 'retire', share: 0.2, number: 20 }, 30, true],
    ['of another action', { action: 'create', number: 0 }, 30, false],
    ['of another class', { action: 'retire', class: 'Memory', number: 0 }, 30, false],
    ['of an ancestor', { action: 'retire', class: 'Item', number: 0 }, 30, true],
  ])('is held: %s', (_name, rule, count, isHeld) => {
    const holds = holdsOf({ breaker: [rule] }, [retiring('Computer', count)]);

    expect(holds).toEqual(isHeld ? [`breaker retire Computer ${count}/100`] : []);
  });

  test('is said with count, share and limit', () => {
    const policy = { ...DEFAULT_POLICY, breaker: [{ action: 'retire', share: 0.2, number: 20 }] } as const;

    const [hold] = planHolds(policy, [retiring('Computer', 30)], new Map([['Computer', 120]]), catalogue.isA);

    expect(hold?.reason).toBe('retire 30 of 120 Computer (25 %), more than 20 and 20 % of them');
    expect(hold?.limit).toEqual({ number: 20, share: 0.2 });
  });

  test('of one class holds back no other', () => {
    const counts = [retiring('Computer', 50), retiring('Software', 1)];

    expect(holdsOf({}, counts)).toEqual(['breaker retire Computer 50/100']);
  });

  test('of records that cannot be identified holds back what absence would mean', () => {
    const unclear: StepCount = { class: 'Computer', action: 'quarantine', count: 60 };

    expect(holdsOf({}, [unclear, retiring('Computer', 2)])).toEqual(['breaker retire Computer 60/100']);
    expect(holdsOf({}, [unclear])).toEqual([]);
  });
});

test('what needs consent is held however little it is', () => {
  const policy = { approval: [{ action: 'retire' }] } as const;

  expect(holdsOf(policy, [retiring('Computer', 1)])).toEqual(['approval retire Computer 1/100']);
});
