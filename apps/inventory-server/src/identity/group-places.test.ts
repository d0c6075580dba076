import fc from 'fast-check';
import { expect, test } from 'vitest';
import { listJoined, type Place, partPlaces } from './group-places.ts';

const place = (groupId: number, state: number): Place => ({ groupId, isForced: state > 0, state });
const places = fc
  .uniqueArray(
    fc.record({ groupId: fc.integer({ min: 1, max: 6 }), state: fc.integer({ min: 0, max: 2 }) }),
    {
      selector: (each) => each.groupId,
    },
  )
  .map((list) => list.map(({ groupId, state }) => place(groupId, state)));

function merge(kept: readonly Place[], other: readonly Place[]): Place[] {
  const joined = listJoined(kept, other);
  const groups = new Set(joined.map((each) => each.groupId));
  return [...kept.filter((each) => !groups.has(each.groupId)), ...joined];
}

function part(kept: readonly Place[], other: readonly Place[], current: readonly Place[]): Place[] {
  const { left, again } = partPlaces(kept, other, current);
  return [...current.filter((each) => !left.includes(each.groupId)), ...again];
}

function sorted(list: readonly Place[]): Place[] {
  return list.toSorted((a, b) => a.groupId - b.groupId);
}

test('taken back, a merge leaves the places of the kept device as they were', () => {
  fc.assert(
    fc.property(places, places, (kept, other) => {
      expect(sorted(part(kept, other, merge(kept, other)))).toEqual(sorted(kept));
    }),
  );
});

test('what people did to places since stays, and what was computed since goes', () => {
  const kept = [place(1, 1), place(2, 0)];
  const other = [place(1, 2), place(3, 1), place(4, 1)];
  expect(merge(kept, other)).toEqual([...kept, place(3, 1), place(4, 1)]);

  // The device was kept out of 4 since, forced into 5, computed into 6; its place in 1 was taken away.
  const current = [place(2, 0), place(3, 1), place(4, 2), place(5, 1), place(6, 0)];

  expect(sorted(part(kept, other, current))).toEqual([place(2, 0), place(4, 2), place(5, 1)]);
});
