import { describe, expect, test } from 'vitest';
import { planHolds, type StepCount } from './holds.ts';
import { DEFAULT_POLICY } from './policy.ts';
import { catalogue } from './test-builders.ts';

/** Whether a source without a policy has to ask before it does this to so many of its computers. */
function asks(action: StepCount['action'], count: number, known: number, retiring = 0): boolean {
  const counts: StepCount[] = [{ class: 'Computer', action, count }];
  if (retiring > 0) counts.push({ class: 'Computer', action: 'retire', count: retiring });
  return planHolds(DEFAULT_POLICY, counts, new Map([['Computer', known]]), catalogue.isA).length > 0;
}

describe('without a policy', () => {
  test.each([
    ['three of four machines', 3, 4, false],
    ['four of twenty', 4, 20, false],
    ['four of ten', 4, 10, true],
    ['half a page of forty', 20, 40, true],
    ['a fifth of a hundred', 20, 100, false],
    ['more than a fifth', 21, 100, true],
    ['thirty percent of a thousand', 300, 1_000, true],
    ['half a page of ten thousand', 250, 10_000, true],
    ['two percent of ten thousand', 200, 10_000, false],
  ])('retiring %s', (_name, count, known, isHeld) => {
    expect(asks('retire', count, known)).toBe(isHeld);
  });

  test('a column that came blank does not clear an estate, whatever its size', () => {
    for (const known of [4, 10, 20, 40, 1_000, 10_000]) expect(asks('clear', known, known)).toBe(true);
    expect(asks('clear', 10, 20)).toBe(false);
  });

  test('what cannot be identified holds back what absence would mean in a small estate too', () => {
    expect(asks('quarantine', 6, 10, 1)).toBe(true);
    expect(asks('quarantine', 3, 10, 1)).toBe(false);
  });

  test.each([10, 40, 200, 1_000, 10_000])(
    'asks on one of ninety normal nights at most: %i machines',
    (size) => {
      const next = randomNumbers(size);
      for (let run = 0; run < 50; run += 1) {
        let stops = 0;
        for (let night = 1; night <= 90; night += 1) {
          if (asks('retire', countVanished(size, night, next), size)) stops += 1;
        }
        expect(stops).toBeLessThanOrEqual(1);
      }
    },
  );
});

/** A quarter of the machines goes in a year: half of these on any night, the others with the last one of a month. */
function countVanished(size: number, night: number, next: () => number): number {
  const chance = 0.125 / 365 + (night % 30 === 0 ? 0.125 / 12 : 0);
  let count = 0;
  for (let machine = 0; machine < size; machine += 1) if (next() < chance) count += 1;
  return count;
}

/** Numbers from 0 to 1, the same in every run of the test (mulberry32). */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
