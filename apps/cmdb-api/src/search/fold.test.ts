import fc from 'fast-check';
import { expect, test } from 'vitest';
import { foldText, foldWithPlaces } from './fold.ts';

test.each([
  ['Đorđe Petrović', 'djordje petrovic'],
  ['ЂОРЂЕ ПЕТРОВИЋ', 'djordje petrovic'],
  ['Љубица Њежић Џон', 'ljubica njezic dzon'],
  ['Straße, Œuvre, Ångström', 'strasse, oeuvre, angstrom'],
  ['PC-0001 (100%)', 'pc-0001 (100%)'],
])('%s is folded to %s', (given, folded) => {
  expect(foldText(given)).toBe(folded);
});

test('every folded character knows where it is from', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      const { folded, places } = foldWithPlaces(text);

      expect(places).toHaveLength(folded.length + 1);
      expect([...places].sort((one, other) => one - other)).toEqual(places);
      expect(places.at(-1)).toBe(text.length);
    }),
  );
});
