import { expect, test } from 'vitest';
import { keepWanted, toWantedValues } from './wanted-values.ts';

test('values that differ in case or blanks alone are one, spelled as the first', () => {
  const { spellings } = toWantedValues('name', ['Firefox', 'FIREFOX ', '', '  ', 'Šta']);

  expect([...spellings]).toEqual([
    ['firefox', 'Firefox'],
    ['šta', 'Šta'],
  ]);
});

test('rows are kept by their value and get its spelling; what only a collation takes for equal goes', () => {
  const wanted = toWantedValues('name', ['Firefox', 'Résumé']);
  const rows = [
    ['1', 'FIREFOX', '128'],
    ['1', 'resume', '1'],
    ['2', null, '3'],
    ['2', ' firefox', null],
  ];

  expect(keepWanted(rows, 1, wanted)).toEqual([
    ['1', 'Firefox', '128'],
    ['2', 'Firefox', null],
  ]);
});
