import type { SectionRow } from '@popis/inventory-format';
import { expect, test } from 'vitest';
import { oursCatalogue } from '../schema/catalogue-of-tables.ts';
import { fitSections } from '../schema/stored-sections.ts';
import { diffRows, listWords, toSoftwareValues } from './software-rows.ts';

const section = fitSections(oursCatalogue()).get('SOFTWARES');
if (section === undefined) throw new Error('no SOFTWARES');
const software = section;
const ids = new Map([
  [
    'software_name',
    new Map([
      ['Unavailable', 1],
      ['tool', 7],
    ]),
  ],
  ['software_publisher', new Map([['Unavailable', 1]])],
  [
    'software_version',
    new Map([
      ['Unavailable', 1],
      ['1.0', 8],
      ['2.0', 9],
    ]),
  ],
]);

test('words are what is stored, each once; what is not told is unavailable', () => {
  const words = listWords(software, [
    { NAME: 'tool', VERSION: '1.0' },
    { NAME: 'tool', VERSION: 'N/A' },
  ]);

  expect(words).toEqual(
    new Map([
      ['software_name', new Set(['tool'])],
      ['software_publisher', new Set(['Unavailable'])],
      ['software_version', new Set(['1.0', 'Unavailable'])],
    ]),
  );
});

test('a title, publisher and version is kept once', () => {
  const rows: SectionRow[] = [
    { NAME: 'tool', VERSION: '1.0', FOLDER: '/a' },
    { NAME: 'tool', VERSION: '1.0', FOLDER: '/b' },
    { NAME: 'tool', VERSION: '2.0' },
  ];

  const values = toSoftwareValues(software, rows, ids);

  expect(values.map((line) => line.slice(0, 4))).toEqual([
    [7, 1, 8, '/a'],
    [7, 1, 9, ''],
  ]);
});

test('rows that stay the same are left alone', () => {
  const present = [
    { id: 11, values: ['1', 'a', null] },
    { id: 12, values: [2, 'b', null] },
    { id: 13, values: [2, 'b', null] },
  ];

  const difference = diffRows(present, [
    [2, 'b', null],
    [3, 'c', ''],
  ]);

  expect(difference).toEqual({ deleted: [11, 13], inserted: [[3, 'c', '']] });
  expect(
    diffRows(present.slice(0, 2), [
      [1, 'a', null],
      [2, 'b', null],
    ]),
  ).toEqual({ deleted: [], inserted: [] });
});
