import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { JsonValue } from './canonical-json.ts';
import { formatText, readText, readValue } from './values.ts';

const type = 'lookupArray';

describe('a list of codes', () => {
  test('is stored in the order of the codes, each once', () => {
    expect(readValue(type, ['red', 'green', 'red'])).toEqual({ value: ['green', 'red'] });
    expect(readValue(type, [])).toEqual({ value: null });
  });

  test.each<JsonValue>(['red', ['red', 1], [''], [['red']], { 0: 'red' }, ['a\0b'], ['x'.repeat(501)]])(
    '%j is a fault',
    (given) => {
      expect(readValue(type, given)).toHaveProperty('fault');
    },
  );

  test('has at most a hundred', () => {
    const codes = Array.from({ length: 101 }, (_each, index) => `c${index}`);

    expect(readValue(type, codes.slice(1))).toHaveProperty('value');
    expect(readValue(type, codes)).toHaveProperty('fault');
  });

  test('is read from text', () => {
    expect(readText({ type }, ' red;green ; ')).toEqual({ value: ['green', 'red'] });
    expect(readText({ type }, '["a;b", "c"]')).toEqual({ value: ['a;b', 'c'] });
    expect(readText({ type }, '["a')).toHaveProperty('fault');
    expect(readText({ type }, ' ')).toEqual({ value: null });
  });

  test('comes back from the text that it is written as', () => {
    const code = fc.string({
      minLength: 1,
      maxLength: 6,
      unit: fc.constantFrom('a', ';', ' ', '[', '"', '='),
    });
    fc.assert(
      fc.property(fc.array(code, { maxLength: 4 }), (given) => {
        const read = readValue(type, given);
        const value = 'value' in read ? read.value : null;

        expect(readText({ type }, formatText({ type }, value))).toEqual({ value });
      }),
    );
  });
});
