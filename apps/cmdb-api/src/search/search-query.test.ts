import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readSearchQuery, toPattern } from './search-query.ts';

test('a query is folded and taken apart', () => {
  expect(readSearchQuery('  Петровић\tPC-0001 ')).toEqual({
    phrase: 'petrovic pc-0001',
    words: ['petrovic', 'pc-0001'],
  });
});

test('what has no letter or digit finds nothing', () => {
  expect(readSearchQuery(' %%% __ \u0001 " , []').words).toEqual([]);
});

test('however long, a bounded part is searched for', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 5_000 }), fc.integer({ min: 1, max: 20 }), (text, times) => {
      const { words, phrase } = readSearchQuery(`${text} `.repeat(times));

      expect(words.length).toBeLessThanOrEqual(8);
      expect(phrase.length).toBeLessThanOrEqual(8 * (2 * 64 + 1));
    }),
  );
});

test('a pattern takes wildcards and quotes literally', () => {
  expect(toPattern('50%_"\\')).toBe('50\\%\\_\\\\"\\\\\\\\');
});
