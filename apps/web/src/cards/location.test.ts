import { describe, expect, test } from 'vitest';
import type { CardSummary, RelationGroup } from '../api/types.ts';
import { findLocation, findPlace } from './location.ts';

function place(className: string, id: string): CardSummary {
  return { id, class: className, code: id, description: null };
}

function group(...cards: CardSummary[]): RelationGroup {
  const relations = cards.map((card) => ({
    id: card.id,
    card,
    attributes: {},
    validFrom: '2026-11-23T08:00:00Z',
    source: 'person',
  }));
  return { domain: 'D', label: 'is in', direction: 'inverted', total: cards.length, relations };
}

const building = place('Building', 'B');
const floor = place('Floor', 'F');
const room = place('Room', 'R');
const memory = place('Memory', 'M');

describe('the location of a card', () => {
  test('is the path of places around it, the widest first', async () => {
    const relations: Record<string, RelationGroup[]> = {
      pc: [group(memory), group(room)],
      R: [group(place('Computer', 'pc')), group(floor)],
      F: [group(room), group(building)],
      B: [group(floor)],
    };

    const path = await findLocation({ id: 'pc', class: 'Computer' }, async (id) => relations[id] ?? []);

    expect(path).toEqual([building, floor, room]);
  });

  test('is the narrowest place when several are near', () => {
    expect(findPlace('Computer', [group(room), group(place('Workspace', 'W'))])?.id).toBe('W');
  });

  test('of a place is never a narrower one that it contains', () => {
    expect(findPlace('Building', [group(floor)])).toBeUndefined();
  });
});
