import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { InvalidInputError } from '@popis/errors';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { rowsOf, type SheetOptions, xlsxOf, zipOf } from '../../../../tests/cmdb/xlsx-file.ts';
import type { FileRow } from './file-rows.ts';
import { readXlsxRows } from './xlsx-rows.ts';
import { toDayFormat } from './xlsx-workbook.ts';

const heading = '<row r="1"><c r="A1" t="inlineStr"><is><t>H</t></is></c></row>';

async function readBytes(bytes: Buffer, sheet?: string): Promise<FileRow[]> {
  const folder = await mkdtemp(path.join(tmpdir(), 'popis-xlsx-'));
  try {
    const file = path.join(folder, 'file');
    await writeFile(file, bytes);
    const rows: FileRow[] = [];
    for await (const piece of readXlsxRows(file, folder, sheet)) rows.push(...piece);
    return rows;
  } finally {
    await rm(folder, { recursive: true });
  }
}

const read = async (sheets: (string | string[][])[], options: SheetOptions = {}, sheet?: string) =>
  readBytes(await xlsxOf(sheets, options), sheet);

async function refusal(bytes: Buffer | Promise<Buffer>, sheet?: string): Promise<string> {
  const error = await readBytes(await bytes, sheet).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof InvalidInputError)) throw new Error('was not refused', { cause: error });
  return error.faults[0]?.message ?? '';
}

/** The one cell of a row below a heading. */
async function cellOf(xml: string, options?: SheetOptions): Promise<FileRow | undefined> {
  return (await read([`${heading}<row r="2">${xml}</row>`], options))[1];
}

describe('a cell of a sheet', () => {
  test.each([
    ['<c r="A2" t="inlineStr"><is><t>a</t></is></c>', 'a'],
    [
      '<c r="A2" t="inlineStr"><is><r><t>a</t></r><r><t xml:space="preserve"> b</t></r><rPh><t>x</t></rPh></is></c>',
      'a b',
    ],
    ['<c r="A2" t="inlineStr"><is><t>a_x000D_&#10;_x005F_x000D_</t></is></c>', 'a\r\n_x000D_'],
    ['<c r="A2" t="inlineStr"><is><t>=1+1</t></is></c>', "'=1+1"],
    ['<c r="A2"><v>4096</v></c>', '4096'],
    ['<c r="A2"><v>1.0E+21</v></c>', '1000000000000000000000'],
    ['<c r="A2"><v>-0.5</v></c>', '-0.5'],
    ['<c r="A2" t="b"><v>1</v></c>', 'true'],
    ['<c r="A2" t="str"><f>A1&amp;"x"</f><v>Hx</v></c>', 'Hx'],
    ['<c r="A2"><f>1+1</f><v>2</v></c>', '2'],
    ['<c><v>7</v></c>', '7'],
    ['<x:c r="A2"><x:v>7</x:v></x:c>', '7'],
  ])('%s is %j', async (xml, text) => {
    expect(await cellOf(xml)).toEqual({ cells: [text], faults: [] });
  });

  test('may be a shared text', async () => {
    const si = Array.from({ length: 700 }, (_, index) => `<si><t>text ${index}</t></si>`).join('');
    const links =
      '<Relationships><Relationship Id="rId1" Type="http://x/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="s" Type="http://x/sharedStrings" Target="/xl/sharedStrings.xml"/></Relationships>';
    const options = {
      parts: { 'xl/sharedStrings.xml': `<sst>${si}</sst>`, 'xl/_rels/workbook.xml.rels': links },
    };

    const row = await cellOf('<c r="A2" t="s"><v>699</v></c><c r="B2" t="s"><v>3</v></c>', options);

    expect(row?.cells).toEqual(['text 699', 'text 3']);
    await expect(cellOf('<c r="A2" t="s"><v>700</v></c>', options)).rejects.toThrow('cannot be read');
  });

  test.each([
    ['<c r="A2" s="4"><v>46349</v></c>', false, '2026-11-23T00:00:00.000Z'],
    ['<c r="A2" s="5"><v>46349.354168090278</v></c>', false, '2026-11-23T08:30:00.123Z'],
    ['<c r="A2" s="4"><v>1</v></c>', false, '1900-01-01T00:00:00.000Z'],
    ['<c r="A2" s="4"><v>61</v></c>', false, '1900-03-01T00:00:00.000Z'],
    ['<c r="A2" s="4"><v>44887</v></c>', true, '2026-11-23T00:00:00.000Z'],
    ['<c r="A2" t="d"><v>2026-11-23T08:30:00</v></c>', false, '2026-11-23T08:30:00.000Z'],
  ])('%s is a day (counted from 1904: %s)', async (xml, from1904, text) => {
    const workbook = `<workbook><workbookPr date1904="${from1904 ? 1 : 0}"/><sheets><sheet name="a" r:id="rId1" xmlns:r="r"/></sheets></workbook>`;

    const row = await cellOf(xml, { parts: { 'xl/workbook.xml': workbook } });

    const [cell] = row?.cells ?? [];
    expect(typeof cell === 'object' && new Date(cell.ms).toISOString()).toBe(text);
  });

  test.each([
    ['14', undefined, { hasTime: false }],
    ['22', undefined, { hasTime: true }],
    ['2', undefined, undefined],
    ['170', '[$-409]d\\-mmm\\-yy', { hasTime: false }],
    ['170', 'yyyy-mm-dd hh:mm', { hasTime: true }],
    ['170', '0.00 "days"', undefined],
    ['170', '[h]:mm', undefined],
    ['170', '[Red]#,##0', undefined],
  ])('in format %s %s shows a day or not', (id, code, format) => {
    expect(toDayFormat(id, code)).toEqual(format);
  });

  test.each([
    ['<c r="A2"><f>1+1</f></c>', /formula without its result/],
    ['<c r="A2" t="e"><v>#N/A</v></c>', /error of the spreadsheet: #N\/A/],
  ])('%s is a fault of its row', async (xml, message) => {
    const row = await cellOf(xml);

    expect(row?.faults).toEqual([{ place: 0, message: expect.stringMatching(message) }]);
  });
});

describe('rows of a sheet', () => {
  test('are in their places, empty ones left out', async () => {
    const rows = await read([
      `${heading}<row r="5"><c r="C5"><v>1</v></c><c r="D5" s="2"/></row><row r="6"/><row r="9"><c r="A9"><v>2</v></c></row>`,
    ]);

    expect(rows.map((row) => Array.from(row.cells))).toEqual([['H'], ['', '', '1'], ['2']]);
  });

  test('are those of the sheet that is named', async () => {
    const sheets = [
      [['H'], ['1']],
      [['H'], ['2']],
    ];
    const options = { sheetNames: ['First', 'Second'] };

    expect((await read(sheets, options, 'Second'))[1]?.cells).toEqual(['2']);
    expect(await refusal(xlsxOf(sheets, options))).toMatch(/several sheets.*"First", "Second"/);
    expect(await refusal(xlsxOf(sheets, options), 'Third')).toMatch(/no sheet "Third"/);
    expect((await read([[['H'], ['1']], []], options))[1]?.cells).toEqual(['1']);
  });

  test('come back as they were written, whatever the text', async () => {
    const cell = fc.string({ unit: 'grapheme', minLength: 1 }).filter((text) => text.isWellFormed());
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(cell, { minLength: 1, maxLength: 3 }), { minLength: 1 }),
        async (rows) => {
          const found = await read([rows]);

          expect(
            found.map((row) =>
              row.cells.map((text) => String(text).replace(/^'(?='*\s*[=+\-@|%＝＋－＠\t\r\n])/, '')),
            ),
          ).toEqual(rows);
        },
      ),
      { numRuns: 50 },
    );
  });

  test('that are merged are refused, unless it is the heading', async () => {
    const merged = (ref: string) => ({ tail: `<mergeCells><mergeCell ref="${ref}"/></mergeCells>` });

    expect(await refusal(xlsxOf([[['H'], ['1'], ['2']]], merged('A2:A3')))).toMatch(/merged.*A2:A3/);
    expect(await read([[['H'], ['1']]], merged('A1:C1'))).toHaveLength(2);
  });
});

describe('a file', () => {
  const bomb = `${heading}<row r="2"><c r="A2" t="inlineStr"><is><t>${' '.repeat(60_000_000)}</t></is></c></row>`;
  test.each([
    ['no archive', () => Buffer.from('PK\u0003\u0004 and nothing else'), /no whole XLSX/],
    ['an archive cut off', async () => (await xlsxOf([[['H'], ['1']]])).subarray(0, 700), /no whole XLSX/],
    ['a changed byte', () => withOtherChecksum(), /damaged/],
    ['an empty archive', () => zipOf([]), /no workbook/],
    ['another archive', () => zipOf([['a.txt', 'a']]), /no workbook/],
    [
      'an OpenDocument file',
      () =>
        zipOf([
          ['mimetype', 'x'],
          ['content.xml', '<x/>'],
        ]),
      /OpenDocument/,
    ],
    ['a binary workbook', () => zipOf([['xl/workbook.bin', 'x']]), /XLSB/],
    ['no sheet', () => xlsxOf([], { sheetNames: [] }), /no sheet/],
    ['a text far too long', () => xlsxOf([bomb]), /too long|too much|more than/],
    ['spaces without end', () => xlsxOf([`${heading}${' '.repeat(60_000_000)}`]), /too long|too much/],
    [
      'a text too long for a cell',
      () => xlsxOf([rowsOf([['H'], ['x'.repeat(100_001)]])]),
      /more than 100000 char/,
    ],
    [
      'too many columns',
      () => xlsxOf([`<row r="1"><c r="XFD1"><v>1</v></c></row>`]),
      /more than 500 columns/,
    ],
    ['cells without place', () => xlsxOf([`<row r="1"><c r="1A"><v>1</v></c></row>`]), /no place/],
    [
      'a cell twice',
      () => xlsxOf([`<row r="1"><c r="A1"><v>1</v></c><c r="A1"><v>2</v></c></row>`]),
      /twice/,
    ],
    ['broken XML', () => xlsxOf([`<row r="1"><c>`]), /no well-formed XML/],
    [
      'a DOCTYPE',
      () => xlsxOf([''], { parts: { 'xl/workbook.xml': '<!DOCTYPE x [<!ENTITY a "b">]><workbook/>' } }),
      /DOCTYPE/,
    ],
    ['deep nesting', () => xlsxOf(['<a>'.repeat(1_000)]), /deep/],
    [
      'a sheet that is not there',
      () => xlsxOf([], { sheetNames: ['Gone'] }),
      /has no xl\/worksheets\/sheet1.xml/,
    ],
  ] as const)('of %s is refused with what is wrong', async (_what, bytes, message) => {
    expect(await refusal(bytes())).toMatch(message);
  });
});

/** A workbook whose first part is said to have been another. */
async function withOtherChecksum(): Promise<Buffer> {
  const bytes = await xlsxOf([[['H'], ['1']]]);
  const directory = bytes.indexOf(Buffer.from('PK\u0001\u0002'));
  bytes.writeUInt32LE(1, directory + 16);
  return bytes;
}
