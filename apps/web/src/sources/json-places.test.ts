import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { findPlaces, placeOf } from './json-places.ts';

const text = `{
  "precedence": [],
  "vanished": [
    { "class": "Computer", "action": "leave" },
    {
      "class": "Komputer",
      "within": { "domain": "RoomItems", "cards": ["a"] }
    }
  ]
}`;

function standsAt(path: string): [line: number, found: string] {
  const { start, end, line } = placeOf(text, path);
  return [line, text.slice(start, end)];
}

describe('where a path stands in a text', () => {
  test('is its line, from its name to the end of its value', () => {
    expect(standsAt('vanished.1.class')).toEqual([6, '"class": "Komputer"']);
    expect(standsAt('vanished.0')).toEqual([4, '{ "class": "Computer", "action": "leave" }']);
    expect(standsAt('vanished.1.within.cards.0')).toEqual([7, '"a"']);
  });

  test('is that of what is around it, where it is not there itself', () => {
    expect(standsAt('vanished.0.missedRuns')[0]).toBe(4);
    expect(standsAt('approval')[0]).toBe(1);
  });

  test('is where the text stops being JSON', () => {
    expect(placeOf('{\n  "a": [1,\n  }', 'a')).toMatchObject({ line: 3 });
    expect(placeOf('{\n  "a": 1\n  "b": 2\n}', 'b')).toMatchObject({ line: 3 });
    expect(placeOf('{}\n x', '')).toMatchObject({ line: 2 });
    expect(placeOf('', '')).toMatchObject({ start: 0, line: 1 });
  });
});

test('every value of any JSON is found where it stands', () => {
  fc.assert(
    fc.property(fc.object({ maxDepth: 3, withBigInt: false }), fc.nat(3), (value, indent) => {
      const plain = JSON.parse(JSON.stringify(value));
      const written = JSON.stringify(plain, null, indent);
      const { byPath, brokenAt } = findPlaces(written);

      expect(brokenAt).toBeUndefined();
      const whole = byPath.get('');
      expect(JSON.parse(written.slice(whole?.start, whole?.end))).toEqual(plain);
    }),
    { numRuns: 200 },
  );
});
