import { describe, expect, test } from 'vitest';
import type { Hold } from '../api/types.ts';
import { describeBeside, describeHeldCounts, describeWaiting, factsOf, holdsOf } from './held-text.ts';
import { noCounts, testRun } from './test-run.ts';

const limited: Hold = {
  class: 'Computer',
  action: 'retire',
  holds: 'retire',
  cause: 'breaker',
  count: 1200,
  population: 3000,
  limit: { number: 20, share: 0.125 },
  reason: 'retire 1200 of 3000 Computer',
};

describe('why something waits', () => {
  test('is the rule, the count, the share and the limit', () => {
    expect(factsOf(limited)).toEqual([
      ['Rule', 'limit of one run'],
      ['Count', '1 200 of 3 000 that the source knows'.replaceAll(/(?<=\d) (?=\d)/g, '\u202f')],
      ['Share', '40 %'],
      ['Waits when', 'more than 20 and more than 12.5 %'],
    ]);
  });

  test('is a limit of either kind alone', () => {
    expect(factsOf({ ...limited, limit: { share: 0.2 } }).at(-1)).toEqual(['Waits when', 'more than 20 %']);
    expect(factsOf({ ...limited, limit: { number: 0 } }).at(-1)).toEqual(['Waits when', 'more than 0']);
  });

  test('is consent where the policy always asks for it', () => {
    const facts = factsOf({ ...limited, cause: 'approval', limit: null, count: 1, population: 1 });

    expect(facts.map(([name]) => name)).toEqual(['Rule', 'Count', 'Share']);
    expect(facts[0]?.[1]).toBe('always asks for consent, however few they are');
  });

  test('may be records that cannot be told apart, though cards would retire', () => {
    const unclear: Hold = { ...limited, action: 'quarantine', count: 60 };

    expect(factsOf(unclear).slice(0, 2)).toEqual([
      ['Rule', 'limit of records that cannot be told apart'],
      ['Count', '60 records in quarantine'],
    ]);
    const run = testRun({ holds: [limited, unclear, { ...limited, class: 'Monitor' }] });
    expect(holdsOf(run, { class: 'Computer', action: 'retire' })).toEqual([limited, unclear]);
  });
});

test('what is decided along is told by class and action', () => {
  const beside = [
    { class: 'Memory', action: 'retire' as const, steps: 22 },
    { class: 'Monitor', action: 'unrelate' as const, steps: 1 },
  ];

  expect(describeBeside(beside)).toBe('22 steps retire Memory, 1 step unrelate Monitor');
});

describe('the head of a run that waits', () => {
  const waiting = testRun({ state: 'waiting', held: 3 });

  test('says to who decides what to do, and to others who does', () => {
    expect(describeWaiting(waiting, 0, true).title).toBe('3 steps wait for a decision');
    expect(describeWaiting(waiting, 0, true).advice).toContain('approve or refuse');
    expect(describeWaiting(waiting, 0, false).advice).toContain('An administrator decides');
  });

  test('says that what was approved is still to be written', () => {
    const { title, advice } = describeWaiting({ ...waiting, held: 0 }, 1, true);

    expect(title).toBe('1 step approved, not written yet');
    expect(advice).toContain('Write it now');
  });

  test('asks for nothing where a run was only tried', () => {
    const { title, advice } = describeWaiting({ ...waiting, state: 'planned', dry: true }, 0, true);

    expect(title).toBe('3 steps would wait for a decision');
    expect(advice).toContain('nothing to decide');
  });

  test('does not say that the rest is written while it is not', () => {
    expect(describeWaiting({ ...waiting, state: 'planned' }, 0, true).advice).toContain(
      'The plan is not written yet',
    );
  });
});

test('what is counted and not written is told', () => {
  expect(describeHeldCounts({ held: 0, dry: false })).toBeUndefined();
  expect(describeHeldCounts({ held: 1, dry: false })).toBe(
    'These counts include 1 step that waits and is not written.',
  );
  expect(describeHeldCounts({ held: 3, dry: false })).toMatch('3 steps that wait and are not written');
  expect(describeHeldCounts({ held: 3, dry: true })).toMatch('only tried');
});

test('a run that waits as a whole has nothing else to write', () => {
  const counts = { ...noCounts, create: 3, unchanged: 4 };
  const run = testRun({ state: 'waiting', counts, held: 3 });

  expect(describeWaiting(run, 0, true).advice).toMatch(/^The run has nothing else to write\./);
  expect(describeWaiting({ ...run, held: 2 }, 0, true).advice).toMatch(
    /^All the rest of the run is written\./,
  );
});
