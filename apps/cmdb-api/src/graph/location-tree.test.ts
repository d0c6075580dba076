import { expect, test } from 'vitest';
import { orderLocations } from './location-tree.ts';

function facts(parents: Record<string, string>) {
  const cards = ['A', 'B', 'C', 'D'].map((id) => ({ id, class: 'Place', code: id, description: null }));
  const none = new Map<string, number>();
  return {
    cards,
    parents: new Map(Object.entries(parents)),
    items: none,
    people: none,
    innermost: new Set(''),
  };
}

test('places that contain each other in a circle are all there, once', () => {
  const ordered = orderLocations(facts({ A: 'B', B: 'C', C: 'A', D: 'A' }));

  expect(ordered.map(({ card, parent }) => [card.id, parent])).toEqual([
    ['A', null],
    ['C', 'A'],
    ['B', 'C'],
    ['D', 'A'],
  ]);
});
