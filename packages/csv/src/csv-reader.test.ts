import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatCsvLine, separators } from './csv-cells.ts';
import { CsvReader } from './csv-reader.ts';
import { removeGuard } from './formula-guard.ts';
import { decode, detectEncoding } from './text-encoding.ts';

const limits = { rows: 1_000, columns: 20, cell: 1_000 };
const readRows = (...pieces: string[]) => {
  const reader = new CsvReader(limits);
  return [...pieces.flatMap((piece) => reader.read(piece)), ...reader.end()];
};
const readAll = (...pieces: string[]) => readRows(...pieces).map(({ cells }) => cells);

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

  test.each([
    ['LF', 'a,b\n\n1,"two\nlines"\n2,3'],
    ['CRLF', 'a,b\r\n\r\n1,"two\r\nlines"\r\n2,3\r\n'],
    ['CR', 'a,b\r\r1,"two\rlines"\r2,3\r'],
  ])('says on which line each row begins, with line ends of %s', (_name, text) => {
    expect(readRows(text).map(({ line }) => line)).toEqual([1, 3, 5]);
    expect(readRows(...text).map(({ line }) => line)).toEqual([1, 3, 5]);
  });

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
    ['utf-16be', Buffer.from('\ufeffa', 'utf16le').swap16()],
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
