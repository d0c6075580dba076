import { expect, test } from 'vitest';
import { explainHits } from './explain-hits.ts';
import type { Reached } from './reach.ts';
import type { WalkedRelation } from './walk.read-model.ts';

function relation(near: string, far: string, day: number): WalkedRelation {
  const validFrom = new Date(Date.UTC(2026, 0, day));
  return { id: `${near}${far}`, domain: 'D', direction: 'directed', near, far, validFrom, source: 'ocs' };
}

function reached(id: string, depth: number, led?: WalkedRelation): [string, Reached] {
  const card = { id, class: 'Item', code: id, description: null };
  return [id, { card, depth, relation: led }];
}

test('each hit names the oldest relation of its path, and how many others hang on it', () => {
  const cards = new Map([
    reached('root', 0),
    reached('a', 1, relation('root', 'a', 9)),
    reached('b', 1, relation('root', 'b', 2)),
    reached('c', 2, relation('b', 'c', 5)),
    reached('d', 3, relation('c', 'd', 1)),
  ]);

  const hits = explainHits(cards);

  expect(hits.map(({ card, carries, weakest }) => [card.id, carries, weakest.id])).toEqual([
    ['b', 2, 'rootb'],
    ['a', 0, 'roota'],
    ['c', 1, 'rootb'],
    ['d', 0, 'cd'],
  ]);
  expect(hits[3]?.path.map(({ id }) => id)).toEqual(['rootb', 'bc', 'cd']);
});
