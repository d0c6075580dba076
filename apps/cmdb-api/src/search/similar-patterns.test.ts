import fc from 'fast-check';
import { expect, test } from 'vitest';
import { similarPatterns } from './similar-patterns.ts';

/** What LIKE does with a pattern of plain letters. */
function isLike(text: string, pattern: string): boolean {
  return new RegExp(`^${pattern.replaceAll('%', '.*').replaceAll('_', '.')}$`).test(text);
}

const word = fc.stringMatching(/^[a-z0-9]{6,40}$/);

test('one wrong, missing or superfluous letter, or two that changed places, pass', () => {
  fc.assert(
    fc.property(
      word,
      fc.nat(),
      fc.constantFrom('wrong', 'missing', 'more', 'swapped'),
      (typed, nat, fault) => {
        const at = nat % (typed.length - 1);
        const [head, tail] = [typed.slice(0, at), typed.slice(at + 1)];
        const meant = {
          wrong: `${head}x${tail}`,
          missing: `${head}x${typed.slice(at)}`,
          more: `${head}${tail}`,
          swapped: `${head}${tail[0]}${typed[at]}${tail.slice(1)}`,
        }[fault];
        const patterns = similarPatterns(typed);

        const text = `["${meant}", ""][]`;
        expect(patterns?.windows.some((pattern) => isLike(text, pattern))).toBe(true);
        expect(patterns?.exact.some((pattern) => isLike(text, pattern))).toBe(true);
      },
    ),
  );
});

test('there are few windows, however long the word', () => {
  fc.assert(
    fc.property(word, (typed) => {
      expect(similarPatterns(typed)?.windows.length).toBeLessThanOrEqual(8);
    }),
  );
});

test('a short word has too little to go by', () => {
  expect(similarPatterns('room')).toBeUndefined();
});
