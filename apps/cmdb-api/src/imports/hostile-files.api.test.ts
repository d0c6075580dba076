import { formatCsvLine, separators } from '@popis/csv';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { requestsOf } from '../../../../tests/cmdb/http.ts';
import { recordStatements } from '../../../../tests/cmdb/recorded-statements.ts';
import { adminToken, startTestCmdb, type TestCmdb } from '../../../../tests/cmdb/test-cmdb.ts';
import { rowsOf, xlsxOf } from '../../../../tests/cmdb/xlsx-file.ts';

/** Stands in everything that is made up here, so that it can be looked for. */
const mark = 'zq7f';

let cmdb: TestCmdb;
let call: ReturnType<typeof requestsOf>;
let statements: Set<string>;

beforeAll(async () => {
  cmdb = await startTestCmdb();
  call = requestsOf(cmdb, adminToken);
  statements = recordStatements(cmdb);
});
afterAll(() => cmdb.stop());
beforeEach(() => cmdb.clear());

const text = fc.oneof(
  fc.string({
    unit: fc.constantFrom('"', "'", ',', ';', '\t', '\r', '\n', '=', '%', '\\', '\0', ' ', 'č', '1'),
  }),
  fc.string({ unit: 'binary', maxLength: 20 }),
  fc.constantFrom(
    "'); DROP TABLE card; --",
    '$1',
    '{}',
    'null',
    '#N/A',
    '9'.repeat(400),
    '1e999',
    '01970000',
  ),
);
const cell = fc.oneof(
  text,
  text.map((given) => mark + given),
  fc.constant(mark),
  fc.integer().map(String),
);
const heading = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.constantFrom('Code', 'RAM', 'OS', 'Status', 'Room', 'PurchaseDate', '_id', '_class'),
  },
  { weight: 1, arbitrary: cell },
);
const table = fc.record({
  headings: fc.uniqueArray(heading, { minLength: 1, maxLength: 6 }),
  rows: fc.array(fc.array(cell, { maxLength: 8 }), { maxLength: 15 }),
});
/** One of the good values mostly, so that what lies behind is reached. */
const mostly = (good: readonly string[], bad: fc.Arbitrary<string>) =>
  fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...good) }, { weight: 1, arbitrary: bad });
const modes = mostly(['create', 'update', 'upsert', 'upsert'], fc.constant(mark));
const parameters = fc.oneof(
  fc.record({ mode: fc.constant('create'), key: fc.constant('') }),
  fc.record(
    {
      mode: modes,
      key: mostly(['Code', 'Code', '_id', 'RAM', 'Code,OS'], cell),
      mapping: fc.oneof(
        { weight: 9, arbitrary: fc.constant('{}') },
        {
          weight: 1,
          arbitrary: fc
            .dictionary(cell, fc.oneof(cell, fc.constantFrom('Code', 'RAM')))
            .map((given) => JSON.stringify(given)),
        },
        { weight: 1, arbitrary: cell },
      ),
      separator: mostly(['comma', 'semicolon', 'tab'], fc.constant(mark)),
      encoding: mostly(['utf-8', 'utf-8', 'windows-1250', 'windows-1252', 'utf-16le'], fc.constant(mark)),
    },
    { requiredKeys: [] },
  ),
);

/** Some places of a file, each with another byte, cut out, or with bytes put in; or the file cut off. */
const damage = fc.array(
  fc.record({
    place: fc.double({ min: 0, max: 1, noNaN: true }),
    kind: fc.constantFrom('change', 'cut', 'insert', 'end'),
    bytes: fc.uint8Array({ minLength: 1, maxLength: 8 }),
  }),
  { minLength: 1, maxLength: 5 },
);

function damaged(
  whole: Buffer,
  wounds: typeof damage extends fc.Arbitrary<infer T> ? T : never,
): Buffer<ArrayBuffer> {
  let file = Buffer.from(whole);
  for (const { place, kind, bytes } of wounds) {
    const at = Math.floor(place * file.length);
    const [before, after] = [file.subarray(0, at), file.subarray(at)];
    if (kind === 'end') file = Buffer.from(before);
    else if (kind === 'insert') file = Buffer.concat([before, bytes, after]);
    else if (kind === 'cut') file = Buffer.concat([before, after.subarray(bytes.length)]);
    else file = Buffer.concat([before, bytes.subarray(0, after.length), after.subarray(bytes.length)]);
  }
  return file;
}

/** Imports a file to its end and gives how many rows it had; undefined when it is refused. Nothing but that may happen. */
async function importFile(
  file: Buffer<ArrayBuffer>,
  wanted: Record<string, string> = {},
): Promise<number | undefined> {
  const form = new FormData();
  form.set('file', new Blob([file]), `${mark}.csv`);
  const response = await fetch(`${cmdb.url}/api/classes/Computer/imports?${new URLSearchParams(wanted)}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${adminToken}` },
    body: form,
  });
  const made = await response.json();
  expect([201, 400], JSON.stringify(made)).toContain(response.status);
  if (response.status === 400) {
    expect(made.faults.length).toBeGreaterThan(0);
    return undefined;
  }
  const checked = await until(made.id, 'checked');
  expect(sum(checked.counts)).toBe(checked.rows);
  await call('POST', `/imports/${made.id}/apply`, { partial: true, reason: mark });
  const applied = await until(made.id, 'applied');
  expect(sum(applied.counts)).toBe(checked.rows);
  return checked.rows;
}

async function until(id: string, state: string) {
  await expect
    .poll(async () => (await call('GET', `/imports/${id}`)).body.state, { interval: 10, timeout: 20_000 })
    .toBe(state);
  return (await call('GET', `/imports/${id}`)).body;
}

function sum(counts: Record<string, number>): number {
  return Object.values(counts).reduce((total, count) => total + count, 0);
}

function expectOnlyBoundValues(): void {
  expect(statements.size).toBeGreaterThan(0);
  expect([...statements].filter((statement) => statement.includes(mark))).toEqual([]);
}

describe('a file that is made to do harm is refused or imported, and no row gets lost', () => {
  test('random bytes', async () => {
    const start = fc.constantFrom('', 'PK\u0003\u0004', 'Code\n', '\ufeff', '\u00d0\u00cf\u0011\u00e0');
    await fc.assert(
      fc.asyncProperty(
        start,
        fc.uint8Array({ maxLength: 2_000 }),
        parameters,
        async (head, bytes, wanted) => {
          await importFile(Buffer.concat([Buffer.from(head, 'latin1'), bytes]), wanted);
        },
      ),
      { numRuns: 100 },
    );
    expectOnlyBoundValues();
  });

  test('tables with every cell, heading, key and mapping, as CSV', async () => {
    await fc.assert(
      fc.asyncProperty(
        table,
        fc.constantFrom(...separators),
        parameters,
        async ({ headings, rows }, mark, wanted) => {
          const lines = [headings, ...rows].map((cells) => formatCsvLine(cells, mark));

          await importFile(Buffer.from(lines.join('')), wanted);
        },
      ),
      { numRuns: 100 },
    );
    expectOnlyBoundValues();
  });

  test('every row of a table has a verdict, as CSV and as XLSX', async () => {
    const filled = fc.array(
      fc.array(
        cell.filter((given) => /^[^\0\ud800-\udfff]*[a-z1][^\0\ud800-\udfff]*$/.test(given)),
        { minLength: 1, maxLength: 4 },
      ),
      { maxLength: 15 },
    );
    await fc.assert(
      fc.asyncProperty(filled, fc.constantFrom(...separators), async (rows, separator) => {
        const all = [['Code', 'RAM', 'OS', 'Notes'], ...rows];
        const csv = Buffer.from(all.map((cells) => formatCsvLine(cells, separator)).join(''));
        const separatorName = { ',': 'comma', ';': 'semicolon', '\t': 'tab' }[separator];

        expect(await importFile(csv, { separator: separatorName })).toBe(rows.length);
        expect(await importFile(await xlsxOf([all]))).toBe(rows.length);
      }),
      { numRuns: 20 },
    );
    expectOnlyBoundValues();
  });

  test('CSV with damage', async () => {
    await fc.assert(
      fc.asyncProperty(table, damage, parameters, async ({ headings, rows }, wounds, wanted) => {
        const lines = [['Code', ...headings], ...rows].map((cells) => formatCsvLine(cells, ','));

        await importFile(damaged(Buffer.from(lines.join('')), wounds), wanted);
      }),
      { numRuns: 100 },
    );
    expectOnlyBoundValues();
  });

  test('XLSX with damage to the archive', async () => {
    const whole = await xlsxOf([
      [['Code', 'RAM'], ...Array.from({ length: 20 }, (_, row) => [`${mark}${row}`, '1'])],
    ]);
    await fc.assert(
      fc.asyncProperty(damage, parameters, async (wounds, wanted) => {
        await importFile(damaged(whole, wounds), wanted);
      }),
      { numRuns: 200 },
    );
    expectOnlyBoundValues();
  });

  test('XLSX with other XML within', async () => {
    const sheet = `<worksheet><sheetData>${rowsOf([
      ['Code', 'RAM', 'PurchaseDate'],
      [mark, '1', '2026-01-01'],
      [`${mark}2`, 'x', ''],
    ])}</sheetData></worksheet>`;
    const piece = fc.constantFrom(
      '<c t="s"><v>0</v></c>',
      '<c t="s"><v>-1</v></c>',
      '<c r="B2"><v>1e308</v></c>',
      '<c r="E9" s="4"><v>60</v></c>',
      '<c s="99"><v>-5</v></c>',
      '<c t="e"><v>#N/A</v></c>',
      '<c><f>1</f></c>',
      '<c t="d"><v>2026-99-99</v></c>',
      '<row r="-1"/>',
      '<row><c t="inlineStr"><is><t>x</t></is></c></row>',
      '<v>9</v>',
      '<f>1</f>',
      '<is><t>_x0000_</t></is>',
      '<mergeCells><mergeCell ref="A1:B9"/></mergeCells>',
      '<mergeCell/>',
      '<x:unknown xmlns:x="y"/>',
      '<![CDATA[<c>]]>',
      '<!-- -->',
      '<?x?>',
      '&#0;',
      '&amp;',
      '</row>',
      '<!DOCTYPE a>',
    );
    const insertion = fc.tuple(piece, fc.nat());
    await fc.assert(
      fc.asyncProperty(fc.array(insertion, { minLength: 1, maxLength: 4 }), async (insertions) => {
        let changed = sheet;
        for (const [xml, place] of insertions) {
          const ends = [...changed.matchAll(/>/g)].map((match) => match.index + 1).slice(0, -1);
          const at = ends[place % ends.length] ?? 0;
          changed = changed.slice(0, at) + xml + changed.slice(at);
        }

        await importFile(await xlsxOf([''], { parts: { 'xl/worksheets/sheet1.xml': changed } }));
      }),
      { numRuns: 150 },
    );
    expectOnlyBoundValues();
  });

  test('XLSX with other parts than it should have', async () => {
    const rows = [
      ['Code', 'RAM'],
      [mark, '1'],
    ];
    const xml = fc.constantFrom(
      '',
      '<a/>',
      '<sst/>',
      '<styleSheet><cellXfs><xf numFmtId="x"/></cellXfs></styleSheet>',
      '<Relationships/>',
    );
    const broken = fc.oneof(xml, fc.string({ unit: 'binary' }));
    const name = fc.constantFrom(
      'xl/styles.xml',
      'xl/workbook.xml',
      'xl/_rels/workbook.xml.rels',
      '_rels/.rels',
      'docProps/x.xml',
    );
    await fc.assert(
      fc.asyncProperty(name, broken, async (part, content) => {
        await importFile(await xlsxOf([rows], { parts: { [part]: content } }));
      }),
      { numRuns: 60 },
    );
    expectOnlyBoundValues();
  });
});
