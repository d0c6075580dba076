import { expect, test } from 'vitest';
import { orderLocations, rollUp } from './location-tree.ts';

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

test('cards are counted once at each place that they are in, however many ways lead there', () => {
  const parents = new Map(Object.entries({ desk: 'room', room: 'floor', other: 'floor' }));
  const placed = [
    { places: ['desk', 'room'], count: 2 },
    { places: ['desk', 'other'], count: 1 },
    { places: ['floor'], count: 4 },
  ];

  expect(Object.fromEntries(rollUp(placed, parents))).toEqual({ desk: 3, room: 3, other: 1, floor: 7 });
});

test('cards at places in a circle are counted once at each of them', () => {
  const parents = new Map(Object.entries({ A: 'B', B: 'C', C: 'A' }));

  expect(Object.fromEntries(rollUp([{ places: ['A'], count: 1 }], parents))).toEqual({ A: 1, B: 1, C: 1 });
});
