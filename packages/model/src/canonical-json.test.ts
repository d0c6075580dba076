import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canonicalJson, equalValues, type JsonValue } from './canonical-json.ts';

const anyJson = fc.jsonValue().map((value): JsonValue => JSON.parse(JSON.stringify(value)));

describe('canonical JSON', () => {
  test('sorts keys, at every depth, and leaves out blanks', () => {
    expect(canonicalJson({ b: [{ d: 1, c: null }], a: 'x' })).toBe('{"a":"x","b":[{"c":null,"d":1}]}');
  });

  test('says the same as JSON', () => {
    fc.assert(
      fc.property(anyJson, (value) => {
        expect(JSON.parse(canonicalJson(value))).toEqual(value);
      }),
    );
  });

  test('does not depend on the order in which keys were set', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), anyJson), (value) => {
        const turned = Object.fromEntries(Object.entries(value).reverse());
        expect(canonicalJson(turned)).toBe(canonicalJson(value));
      }),
    );
  });
});

describe('equal values', () => {
  test('nothing equals null', () => {
    expect(equalValues(undefined, null)).toBe(true);
    expect(equalValues('', null)).toBe(false);
    expect(equalValues(0, null)).toBe(false);
  });

  test('objects are compared by content', () => {
    expect(equalValues({ a: 1, b: [2] }, { b: [2], a: 1 })).toBe(true);
    expect(equalValues([1, 2], [2, 1])).toBe(false);
  });
});
