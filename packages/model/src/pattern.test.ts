import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readPattern } from './pattern.ts';

function matches(pattern: string, text: string): boolean | string {
  const read = readPattern(pattern);
  return 'fault' in read ? read.fault : read.matches(text);
}

describe('a pattern', () => {
  test.each([
    ['PC-\\d{4}', 'PC-0001', true],
    ['PC-\\d{4}', 'PC-00011', false],
    ['[A-Z]{2,3}|none', 'none', true],
    ['[^0-9 ]+', 'ab', true],
    ['[^0-9 ]+', 'a b', false],
    ['\\w*\\.\\w+', 'žito.rs', true],
    ['a?b+', 'bbb', true],
    ['', '', true],
    ['[a\\-]+', 'a-', true],
    ['.{2}', '😀x', true],
  ])('%s of "%s" says %s', (pattern, text, expected) => {
    expect(matches(pattern, text)).toBe(expected);
  });

  test.each(['(a)', '^a$', '[a', '[]', 'a{3,2}', '*a', '\\q', '\\', '[z-a]'])('%s is none', (pattern) => {
    expect(matches(pattern, 'a')).toBeTypeOf('string');
  });

  test('says what a regular expression says', () => {
    const atom = fc.tuple(
      fc.constantFrom('a', 'b', '.', '[ab]', '[^a]', '\\d'),
      fc.constantFrom('', '?', '*', '+', '{2}', '{1,3}'),
    );
    const pattern = fc
      .array(atom, { maxLength: 5 })
      .map((atoms) => atoms.map(([one, many]) => one + many).join(''));

    fc.assert(
      fc.property(pattern, fc.string({ unit: fc.constantFrom('a', 'b', 'c', '1') }), (given, text) => {
        expect(matches(given, text)).toBe(new RegExp(`^(?:${given})$`, 'su').test(text));
      }),
    );
  });

  test('takes no time worth naming where a regular expression would never end', () => {
    const before = performance.now();

    expect(matches(`${'a*'.repeat(50)}b`, 'a'.repeat(500))).toBe(false);
    expect(performance.now() - before).toBeLessThan(1_000);
  });
});
