import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { InvalidInputError } from '@popis/errors';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { parseFiles } from '../../mapping/mapped-files.ts';
import { openCsvFolder, toFolderUrl } from './csv-folder.ts';
import { extractFiles } from './extract-files.ts';

const masters = parseFiles(
  JSON.stringify([
    {
      name: 'person',
      file: 'people.csv',
      key: 'code',
      columns: [
        'code',
        { name: 'last_name', headings: ['Prezime'] },
        { name: 'phone', headings: ['Telefon'], optional: true },
      ],
      details: [{ name: 'badge', file: 'badges.csv', key: 'person', columns: ['person', 'number'] }],
    },
    { name: 'room', file: 'rooms.csv', key: 'code', columns: ['code'] },
  ]),
);
const sound = {
  'people.csv': 'Code;Last name;Phone\n1;Đurić;11\n2;Šašić;\n',
  'badges.csv': 'person,number\n2,B-9\n1,B-8\n2,B-7\n',
  'rooms.csv': 'code\nR1\n',
};
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'popis-csv-'));
  await write(sound);
});
afterEach(() => rm(folder, { recursive: true }));

async function write(files: Readonly<Record<string, string | Buffer>>): Promise<void> {
  for (const [name, text] of Object.entries(files)) await writeFile(path.join(folder, name), text);
}

/** All that is read, in lines that a person can read. */
async function readAll(settings: { encoding?: string; delimiter?: string } = {}) {
  const opened = await openCsvFolder(toFolderUrl(folder, settings));
  const { notes, read, close } = await extractFiles(opened, masters);
  const found: string[] = [];
  const faults: string[] = [];
  let unread = 0;
  try {
    for await (const range of read()) {
      unread += range.unread;
      for (const { views } of range.masters) {
        const rows = views.flatMap(({ name, columns, rows: cells }) =>
          cells.map((row) => `${name} ${row.map((cell, index) => `${columns[index]}=${cell}`).join(' ')}`),
        );
        found.push(rows.join(' | '));
      }
      for (const { key, faults: all } of range.rejected) {
        faults.push(`${key.key ?? '-'}: ${all.map((each) => `${each.path} ${each.message}`).join('; ')}`);
      }
    }
  } finally {
    await close();
  }
  expect(unread).toBe(faults.length);
  return { found, faults, notes };
}

async function refusalOf(settings = {}): Promise<string[]> {
  const refused = await readAll(settings).then(
    () => undefined,
    (error: unknown) => error,
  );
  if (!(refused instanceof InvalidInputError)) throw new Error('was not refused', { cause: refused });
  return refused.faults.map((each) => `${each.path} ${each.message}`);
}

const people = [
  'person code=1 last_name=Đurić phone=11 | badge person=1 number=B-8',
  'person code=2 last_name=Šašić phone= | badge person=2 number=B-9 | badge person=2 number=B-7',
];

describe('a folder of CSV files', () => {
  test('gives each line of a master file with its lines of the others, in the order of mapping and file', async () => {
    expect(await readAll()).toEqual({ found: [...people, 'room code=R1'], faults: [], notes: [] });
  });

  const text = 'Prezime\tCODE \tTelefon\tBirth\r\nĐurić\t1\t11\t\r\nŠašić\t2\t\t\r\n';
  test.each<[string, Buffer]>([
    ['UTF-8', Buffer.from(text)],
    ['UTF-8 with a mark', Buffer.from(`\ufeff${text}`)],
    ['UTF-16, little end first', Buffer.from(`\ufeff${text}`, 'utf16le')],
    ['UTF-16, big end first', Buffer.from(`\ufeff${text}`, 'utf16le').swap16()],
    ['Windows-1250', encode1250(text)],
  ])('is read in %s, with columns in any order and other headings', async (_name, bytes) => {
    await write({ 'people.csv': bytes });

    const { found, faults } = await readAll({ encoding: 'windows-1250' });

    expect(found.slice(0, 2)).toEqual(people);
    expect(faults).toEqual([]);
  });

  test('says nothing of a column that it need not have', async () => {
    await write({ 'people.csv': 'code,prezime\n1,Ilić\n' });

    expect((await readAll()).found[0]).toBe('person code=1 last_name=Ilić | badge person=1 number=B-8');
  });

  test('is read without the guard that keeps spreadsheets from running a cell', async () => {
    await write({ 'rooms.csv': "code\n'=1+1\n'R2\n" });

    expect((await readAll()).found.slice(2)).toEqual(['room code==1+1', "room code='R2"]);
  });

  test('is read with the separator that is named', async () => {
    await write({ 'rooms.csv': 'code;a,b,c\nR1;\n' });

    expect((await refusalOf()).join()).toContain('it has: code;a, b, c');
    await write({
      'people.csv': sound['people.csv'],
      'badges.csv': sound['badges.csv'].replaceAll(',', ';'),
    });
    expect((await readAll({ delimiter: 'semicolon' })).found).toEqual([...people, 'room code=R1']);
  });
});

function encode1250(text: string): Buffer {
  const bytes: Readonly<Record<string, number>> = { Đ: 0xd0, Š: 0x8a, š: 0x9a, ć: 0xe6 };
  return Buffer.from([...text].map((letter) => bytes[letter] ?? letter.charCodeAt(0)));
}

describe('of a folder of CSV files it is told at once, with nothing read', () => {
  test.each<[string, Readonly<Record<string, string>>, string[]]>([
    [
      'which columns are missing or doubled',
      { 'people.csv': '\nCode,Šifra\n1,2\n', 'badges.csv': 'person,number,Number\n' },
      [
        'people.csv:2 lacks the column "last name" or "Prezime"; it has: Code, Šifra',
        'badges.csv:1 has the column number twice: columns 2 (number) and 3 (Number)',
      ],
    ],
    ['that a file is empty', { 'rooms.csv': '' }, ['rooms.csv is empty: it has no heading']],
    [
      'that a quotation does not end',
      { 'rooms.csv': 'code\nR1\n"R2\nR3\n' },
      ['rooms.csv ends within a quoted cell of the row that begins on line 3'],
    ],
    [
      'which line of a detail file tells no master',
      { 'badges.csv': 'number,person\nB-1,1\nB-2\n' },
      [
        'badges.csv:3 has 1 cells, the heading has 2',
        'badges.csv:3 cannot tell by its column person what it belongs to',
      ],
    ],
  ])('%s', async (_name, files, faults) => {
    await write(files);

    expect(await refusalOf()).toEqual(faults);
  });

  test('that a heading is in another encoding', async () => {
    await write({ 'people.csv': 'code;prezime;Šta\n', 'rooms.csv': sound['rooms.csv'] });
    await writeFile(path.join(folder, 'people.csv'), encode1250('code;prezime;Šta\n'));

    expect(await refusalOf()).toEqual([
      'people.csv:1 the heading cannot be read as utf-8: name the encoding that the file has',
    ]);
  });
});

describe('a line that is faulty is rejected with file, line and key, and the others go on:', () => {
  test.each<[string, Readonly<Record<string, string | Buffer>>, string]>([
    [
      'a short one',
      { 'people.csv': 'code,prezime,telefon\n1,Đurić\n2,Šašić,\n' },
      '1: people.csv:2 has 2 cells, the heading has 3',
    ],
    [
      'a long one',
      { 'people.csv': 'code,prezime,telefon\n1,Đurić,11,x\n2,Šašić,,\n' },
      '1: people.csv:2 has 4 cells, the heading has 3',
    ],
    [
      'one with bytes of another encoding',
      { 'people.csv': encode1250('code,prezime,telefon\n1,Đuric,11\n2,Pera,\n') },
      '1: people.csv:2 column 2 (prezime) cannot be read as utf-8: name the encoding that the file has',
    ],
    [
      'a detail, along with its master',
      { 'badges.csv': 'person,number\n2,B-9\n1,B-8,?\n' },
      '1: badges.csv:3 has 3 cells, the heading has 2',
    ],
  ])('%s', async (_name, files, fault) => {
    await write(files);

    const { found, faults } = await readAll();

    expect(faults).toEqual([fault]);
    expect(found).toHaveLength(2);
    expect(found.join()).not.toContain('code=1');
  });

  test.each<[string, Readonly<Record<string, string | Buffer>>, string]>([
    [
      'one whose key cannot be read',
      { 'rooms.csv': encode1250('code\nŠ1\n') },
      '-: rooms.csv:2 column 1 (code) cannot be read as utf-8: name the encoding that the file has',
    ],
    [
      'one with bytes that no letter has',
      { 'rooms.csv': 'code\nR\u00811\n' },
      '-: rooms.csv:2 column 1 (code) cannot be read as utf-8: name the encoding that the file has',
    ],
  ])('%s, without its key', async (_name, files, fault) => {
    await write(files);

    const { found, faults } = await readAll();

    expect(faults).toEqual([fault]);
    expect(found).toEqual(people);
  });

  test('all faults of a key, of its line and its details, come together', async () => {
    await write({
      'people.csv': 'code,prezime\n1,Đurić\n1,Đurić,1\n',
      'badges.csv': 'person,number\n1,B-8,?\n',
    });

    expect((await readAll()).faults).toEqual([
      '1: people.csv:3 has 3 cells, the heading has 2; badges.csv:2 has 3 cells, the heading has 2',
    ]);
  });

  test('a master file without a line is a fault: nothing may be taken for gone', async () => {
    await write({ 'rooms.csv': 'code\n' });

    expect((await readAll()).faults).toEqual([
      '-: rooms.csv has a heading and no line: nothing will be taken for gone',
    ]);
  });

  test('details that belong to no line are passed over, and counted', async () => {
    await write({ 'badges.csv': 'person,number\n1,B-8\n7,B-1\n,B-2\n8,B-3\n' });

    expect((await readAll()).notes).toEqual([
      'badges.csv: 3 lines passed over that belong to no line of people.csv, the first being line 3 (7)',
    ]);
  });
});

test('a thousand lines come in ranges, each with its details', async () => {
  const numbers = Array.from({ length: 1_000 }, (_none, index) => index + 1);
  await write({
    'people.csv': `code,prezime\n${numbers.map((each) => `${each},P${each}`).join('\n')}`,
    'badges.csv': `person,number\n${numbers
      .toReversed()
      .map((each) => `${each},B${each}`)
      .join('\n')}`,
  });

  const { found, faults } = await readAll();

  expect(faults).toEqual([]);
  expect(found).toHaveLength(1_001);
  expect(found[998]).toBe('person code=999 last_name=P999 | badge person=999 number=B999');
});
