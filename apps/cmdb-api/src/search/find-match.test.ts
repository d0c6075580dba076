import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { findMatch } from './find-match.ts';
import { readSearchQuery } from './search-query.ts';

const values = [
  { attribute: 'Code', text: 'PC-0001' },
  { attribute: 'Description', text: 'Workstation of Đorđe Petrović' },
  { attribute: 'Serial', text: 'PC-0001-7' },
];

function matchOf(q: string, among = values) {
  const match = findMatch(among, readSearchQuery(q));
  const marked = match?.highlights.map(({ start, length }) => match.excerpt.slice(start, start + length));
  return { attribute: match?.attribute, marked };
}

describe('a match', () => {
  test('is the whole value before one that begins so', () => {
    expect(matchOf('pc-0001')).toEqual({ attribute: 'Code', marked: ['PC-0001'] });
    expect(matchOf('pc-0001-')).toEqual({ attribute: 'Serial', marked: ['PC-0001-'] });
  });

  test('marks words in the original letters', () => {
    expect(matchOf('petrovic djord')).toEqual({ attribute: 'Description', marked: ['Đorđ', 'Petrović'] });
  });

  test('marks a word that is nearly the one asked for', () => {
    expect(matchOf('Petrovc')).toEqual({ attribute: 'Description', marked: ['Petrović'] });
  });

  test('is absent where nothing fits', () => {
    expect(findMatch(values, readSearchQuery('zzz'))).toBeUndefined();
  });

  test('of a long text is an excerpt around the place', () => {
    const text = `${'word '.repeat(200)}needle${' word'.repeat(200)}`;

    const match = findMatch([{ attribute: 'Notes', text }], readSearchQuery('needle'));

    expect(match?.excerpt.length).toBeLessThanOrEqual(200);
    const [mark] = match?.highlights ?? [];
    expect(match?.excerpt.substr(mark?.start ?? 0, mark?.length)).toBe('needle');
  });

  test('never marks outside of its excerpt, and nothing twice', () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 400 });
    fc.assert(
      fc.property(text, fc.string({ unit: 'grapheme', maxLength: 20 }), (value, q) => {
        const match = findMatch([{ attribute: 'Notes', text: value }], readSearchQuery(q));

        let end = 0;
        for (const { start, length } of match?.highlights ?? []) {
          expect(start).toBeGreaterThanOrEqual(end);
          expect(length).toBeGreaterThan(0);
          end = start + length;
        }
        expect(end).toBeLessThanOrEqual(match?.excerpt.length ?? 0);
      }),
    );
  });
});
