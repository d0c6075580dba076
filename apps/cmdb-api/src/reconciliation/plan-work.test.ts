import type { PlanAction } from '@popis/reconciliation';
import { expect, test } from 'vitest';
import { toCardWork } from './plan-work.ts';
import type { PlanStep } from './run-changes.repository.ts';

function step(action: PlanAction, more: Partial<PlanStep> = {}): PlanStep {
  return {
    seq: 1,
    unit: 1,
    action,
    class: 'Memory',
    key: null,
    cardId: 'card',
    base: null,
    reason: '',
    differences: [],
    losing: [],
    relation: null,
    shared: false,
    ...more,
  };
}

const under = {
  domain: 'ComputerMemory',
  direction: 'directed',
  masterId: 'master',
  relationId: null,
} as const;

test('a created part is related in the direction of its domain', () => {
  const created = step('create', { relation: under });
  const inverted = step('create', { relation: { ...under, direction: 'inverted' } });

  expect(toCardWork([created]).relate).toEqual([
    { domain: 'ComputerMemory', source: 'master', target: 'card' },
  ]);
  expect(toCardWork([inverted]).relate).toEqual([
    { domain: 'ComputerMemory', source: 'card', target: 'master' },
  ]);
});

test('an update carries the new values and the revision it was planned on', () => {
  const differences = [{ attribute: 'Capacity', old: 1024, new: 2048 }];

  expect(toCardWork([step('update', { base: 'revision', differences })]).update).toEqual([
    { id: 'card', attributes: { Capacity: 2048 }, ifMatch: 'revision' },
  ]);
});

test('a retired part leaves the end of its relation to the retirement', () => {
  const work = toCardWork([
    step('retire', { base: 'revision', relation: { ...under, relationId: 'relation' } }),
  ]);

  expect(work).toEqual({
    create: [],
    update: [],
    retire: [{ id: 'card', ifMatch: 'revision' }],
    relate: [],
    unrelate: [],
  });
});

test('a shared card is not held to its revision', () => {
  expect(toCardWork([step('retire', { base: 'revision', shared: true })]).retire).toEqual([
    { id: 'card', ifMatch: undefined },
  ]);
});

test('what is kept or waits for a person is no work', () => {
  const work = toCardWork([step('keep'), step('quarantine', { cardId: null })]);

  expect(Object.values(work).every((list) => list.length === 0)).toBe(true);
});
