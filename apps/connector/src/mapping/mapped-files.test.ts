import { InvalidInputError } from '@popis/errors';
import { describe, expect, test } from 'vitest';
import { parseFiles, selectFiles } from './mapped-files.ts';

const people = {
  name: 'person',
  file: 'people.csv',
  key: 'code',
  columns: ['code', { name: 'name', headings: ['Naziv'], optional: true }],
};
const contracts = {
  name: 'contract',
  file: 'contracts.csv',
  key: 'code',
  columns: ['code'],
  details: [{ name: 'licence', file: 'licences.csv', key: 'contract', columns: ['contract'] }],
};
const masters = parseFiles(JSON.stringify([people, contracts]));

function faultsOf(act: () => unknown): string[] {
  try {
    act();
  } catch (error) {
    if (error instanceof InvalidInputError) return error.faults.map((each) => `${each.path} ${each.message}`);
    throw error;
  }
  return [];
}

describe('files.json', () => {
  test('names files, their columns and the files that belong to them', () => {
    expect(masters[0]).toEqual({
      ...people,
      columns: [
        { name: 'code', headings: [], optional: false },
        { name: 'name', headings: ['Naziv'], optional: true },
      ],
      details: [],
    });
    expect(masters[1]?.details[0]?.file).toBe('licences.csv');
  });

  test.each<[string, unknown, string]>([
    ['nothing', [], 'files.json Too small'],
    [
      'a path in place of a name',
      [{ ...people, file: '../people.csv' }],
      'files.json 0.file must be the name',
    ],
    ['a word that is unknown', [{ ...people, optional: true }], 'files.json 0 Unrecognized key: "optional"'],
    ['a name twice', [people, { ...people, file: 'b.csv' }], 'files.json person has person, as another'],
    ['a file twice', [people, { ...people, name: 'b' }], 'files.json b has people.csv, as another'],
    ['a column twice', [{ ...people, columns: ['code', 'code'] }], 'files.json person names a column twice'],
    ['a key that is no column', [{ ...people, key: 'id' }], 'files.json person has the key id'],
    ['a key that may be missing', [{ ...people, key: 'name' }], 'files.json person has the key name'],
  ])('is refused with %s', (_name, given, fault) => {
    expect(faultsOf(() => parseFiles(JSON.stringify(given)))[0]).toContain(fault);
  });

  test('is refused when it is no JSON', () => {
    expect(faultsOf(() => parseFiles('['))[0]).toMatch(/^files.json is no JSON/);
  });
});

describe('the files that are read', () => {
  const namesOf = (only: string[] | undefined) =>
    selectFiles(masters, only).map((each) => [each.file, ...each.details.map(({ file }) => file)]);

  test('are all, or those that the folder is said to have', () => {
    expect(namesOf(undefined)).toEqual([['people.csv'], ['contracts.csv', 'licences.csv']]);
    expect(namesOf(['contracts.csv'])).toEqual([['contracts.csv']]);
    expect(namesOf(['licences.csv', 'contracts.csv'])).toEqual([['contracts.csv', 'licences.csv']]);
  });

  test('are refused when the mapping does not know them, or what they belong to is left out', () => {
    expect(faultsOf(() => selectFiles(masters, ['rooms.csv', 'licences.csv']))).toEqual([
      'rooms.csv is no file of the mapping, which reads people.csv, contracts.csv, licences.csv',
      'licences.csv belongs to contracts.csv, which is left out',
    ]);
  });
});
