import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import yauzl from 'yauzl';
import type { Card } from '../cards/cards.read-model.ts';
import { columnLetters, escapeXml, formatXlsxCell } from './xlsx-cells.ts';
import { type SheetLimits, writeXlsx } from './xlsx-writer.ts';

describe('a cell of a sheet', () => {
  test.each([
    [null, 'string', ''],
    [true, 'boolean', '<c r="A1" t="b"><v>1</v></c>'],
    [4096, 'integer', '<c r="A1" s="6"><v>4096</v></c>'],
    [0.5, 'decimal', '<c r="A1"><v>0.5</v></c>'],
    ['2026-11-23', 'date', '<c r="A1" s="4"><v>46349</v></c>'],
    ['2026-11-23T12:00:00.000Z', 'timestamp', '<c r="A1" s="5"><v>46349.5</v></c>'],
  ] as const)('%j of %s is typed', (value, type, xml) => {
    expect(formatXlsxCell(value, type, 'A1')).toBe(xml);
  });

  test.each([
    ['=1+1', 'string', 's="3"'],
    ['@SUM(A1)', 'string', 's="3"'],
    ['00123', 'string', 's="2"'],
    ['2026-11-23', 'string', 's="2"'],
    ['1899-12-31', 'date', 's="2"'],
    [9_007_199_254_740_991, 'integer', 's="2"'],
  ] as const)('%j of %s is text, and no formula', (value, type, style) => {
    const xml = formatXlsxCell(value, type, 'A1');

    expect(xml).toMatch(
      /^<c r="A1" s="[23]" t="inlineStr"><is><t xml:space="preserve">[^<]*<\/t><\/is><\/c>$/,
    );
    expect(xml).toContain(style);
    expect(xml).toContain(String(value));
  });

  test('holds what XML has no place for', () => {
    expect(escapeXml('a<&"\u0001\r\n_x000D_')).toBe('a&lt;&amp;&quot;_x0001__x000D_\n_x005F_x000D_');
  });

  test('stands in a column named by letters', () => {
    expect([0, 25, 26, 701, 702, 16_383].map(columnLetters)).toEqual(['A', 'Z', 'AA', 'ZZ', 'AAA', 'XFD']);
  });
});

describe('a workbook', () => {
  test('has its heading frozen and on every sheet, and every card on one of them', async () => {
    const files = await workbookOf(['1', '2', '3', '4', '5'], { rows: 3, characters: 1e6 });

    const sheets = [1, 2, 3].map((number) => files.get(`xl/worksheets/sheet${number}.xml`) ?? '');
    expect(sheets.map((xml) => [...xml.matchAll(/preserve">([^<]*)</g)].map((match) => match[1]))).toEqual([
      ['Code', '1', '2'],
      ['Code', '3', '4'],
      ['Code', '5'],
    ]);
    for (const xml of sheets) expect(xml).toContain('<pane ySplit="1" topLeftCell="A2"');
    expect(files.get('xl/workbook.xml')).toContain('name="Computer"');
    expect(files.get('xl/workbook.xml')).toContain('name="Computer 3"');
    expect([...files.keys()]).toHaveLength(8);
  });

  test('begins another sheet only for a card that comes', async () => {
    const full = await workbookOf(['1', '2'], { rows: 3, characters: 1e6 });
    const none = await workbookOf([], { rows: 3, characters: 1e6 });

    expect([...full.keys()].filter((name) => name.includes('sheet'))).toEqual(['xl/worksheets/sheet1.xml']);
    expect(none.get('xl/worksheets/sheet1.xml')).toContain('</row></sheetData>');
  });

  test('holds every text', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.string({ unit: 'binary' })), async (codes) => {
        const files = await workbookOf(codes, { rows: 100, characters: 1e6 });

        const xml = files.get('xl/worksheets/sheet1.xml') ?? '';
        expect(xml.match(/<row /g)).toHaveLength(codes.length + 1);
        expect(xml).not.toContain('<f>');
      }),
      { numRuns: 50 },
    );
  });

  test('that nobody reads on ends what it is written from', async () => {
    let ended = false;
    const batches = async function* () {
      try {
        for (let code = 0; ; code += 1) yield [cardOf(`${code}${'x'.repeat(1_000)}`)];
      } finally {
        ended = true;
      }
    };

    let pieces = 0;
    for await (const _bytes of writeXlsx(batches(), [{ heading: 'Code', type: 'string' }], 'Computer')) {
      pieces += 1;
      if (pieces === 3) break;
    }

    expect(ended).toBe(true);
  });

  test('breaks off when what it is written from does', async () => {
    const batches = async function* () {
      yield [cardOf('1')];
      throw new Error('gone');
    };

    const written = buffer(writeXlsx(batches(), [{ heading: 'Code', type: 'string' }], 'Computer'));

    await expect(written).rejects.toThrow('gone');
  });
});

function cardOf(code: string): Card {
  const rest = { provenance: {}, validFrom: new Date(0), changeId: '', retired: false };
  return { id: code, class: 'Computer', attributes: { Code: code }, ...rest };
}

async function workbookOf(codes: readonly string[], limits: SheetLimits): Promise<Map<string, string>> {
  const batches = Readable.from(codes.map((code) => [cardOf(code)]));
  const bytes = await buffer(writeXlsx(batches, [{ heading: 'Code', type: 'string' }], 'Computer', limits));
  const files = new Map<string, string>();
  const zip = await yauzl.fromBufferPromise(bytes, { lazyEntries: true });
  for await (const entry of zip.eachEntry()) {
    const content = await buffer(await zip.openReadStreamPromise(entry));
    files.set(entry.fileName, content.toString());
  }
  return files;
}
