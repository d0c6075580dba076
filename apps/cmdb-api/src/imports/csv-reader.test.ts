import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatCsvLine, separators } from '../exports/csv-cells.ts';
import { removeGuard } from '../exports/formula-guard.ts';
import { CsvReader } from './csv-reader.ts';
import { decode, detectEncoding } from './text-encoding.ts';

const limits = { rows: 1_000, columns: 20, cell: 1_000 };
const readAll = (...pieces: string[]) => {
  const reader = new CsvReader(limits);
  return [...pieces.flatMap((piece) => reader.read(piece)), ...reader.end()];
};

describe('reading CSV', () => {
  test.each([
    [
      'a,b\r\n1,2\r\n',
      [
        ['a', 'b'],
        ['1', '2'],
      ],
    ],
    [
      'a;b\n"1;""x""";2',
      [
        ['a', 'b'],
        ['1;"x"', '2'],
      ],
    ],
    [
      'a\tb\r1\t\r',
      [
        ['a', 'b'],
        ['1', ''],
      ],
    ],
    [
      'a,b\n"two\r\nlines",2\n',
      [
        ['a', 'b'],
        ['two\r\nlines', '2'],
      ],
    ],
    [
      'a,b\n\n,\n1,2\n',
      [
        ['a', 'b'],
        ['1', '2'],
      ],
    ],
    ['', []],
  ])('%j', (text, rows) => {
    expect(readAll(text)).toEqual(rows);
    expect(readAll(...text)).toEqual(rows);
  });

  test.each([['x'.repeat(1_001)], [Array(30).fill('x').join(',')], ['x\n'.repeat(1_001)], ['a\n"not ended']])(
    'refuses what is too much or broken',
    (text) => {
      expect(() => readAll(text)).toThrow('The file cannot be read');
    },
  );

  test('gives back what an export wrote, in pieces of any size', () => {
    const cell = fc.string({
      unit: fc.constantFrom('a', '"', ',', ';', '\t', '\r', '\n', '=', "'", ' ', 'č'),
    });
    const row = fc.tuple(fc.constant('x'), cell, cell);
    fc.assert(
      fc.property(
        fc.array(row),
        fc.constantFrom(...separators),
        fc.integer({ min: 1, max: 7 }),
        (rows, mark, size) => {
          const text = [['h', 'i', 'j'], ...rows].map((cells) => formatCsvLine(cells, mark)).join('');
          const pieces = text.match(new RegExp(`[^]{1,${size}}`, 'g')) ?? [];

          const read = readAll(...pieces).map((cells) => cells.map(removeGuard));

          expect(read).toEqual([['h', 'i', 'j'], ...rows]);
        },
      ),
    );
  });
});

describe('the encoding of a file', () => {
  test.each([
    ['utf-8', Buffer.from('\ufeffŠtampač')],
    ['utf-8', Buffer.from('Drucker über')],
    ['utf-8', Buffer.from('č').subarray(0, 1)],
    ['windows-1250', Buffer.from([0x8a, 0x74, 0x61, 0x6d, 0x70, 0x61, 0xe8])],
    ['windows-1252', Buffer.from([0x63, 0x61, 0x66, 0xe9, 0x0a])],
    ['utf-16le', Buffer.from('\ufeffa', 'utf16le')],
  ])('is found to be %s', (name, bytes) => {
    expect(detectEncoding(bytes)).toBe(name);
  });

  test('is undone across pieces, the mark left out', async () => {
    const bytes = Buffer.from('\ufeffčć');
    const pieces = async function* () {
      for (const byte of bytes) yield Buffer.from([byte]);
    };

    let text = '';
    for await (const piece of decode(pieces(), 'utf-8')) text += piece;

    expect(text).toBe('čć');
  });
});
