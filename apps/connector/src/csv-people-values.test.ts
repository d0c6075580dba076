import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { loadMapping } from './mapping/mapping-folder.ts';
import { toRecords } from './mapping/records.ts';
import { startEngine } from './mapping/start-engine.ts';
import type { XsltEngine } from './mapping/xslt-engine.ts';

const mapping = loadMapping(path.resolve(import.meta.dirname, '../../../mappings/csv-people'));
let engine: XsltEngine;

beforeAll(async () => {
  engine = await startEngine('libxslt-wasm', mapping.stylesheet);
});
afterAll(() => engine.close());

async function readContract(element: string, value: string) {
  const document = `<inventory><contract><code>U-1</code><name/><${element}>${value}</${element}></contract></inventory>`;
  const { output } = await engine.transform(document);
  return toRecords(output, mapping.classes, 'cards').records[0]?.attributes ?? {};
}

test.each([
  ['1234567.89', '1234567.89'],
  ['1.234.567,89', '1234567.89'],
  ['1,234,567.89', '1234567.89'],
  ['1 234 567,89', '1234567.89'],
  ['1234,5', '1234.5'],
  ['-12,5', '-12.5'],
  ['500', '500'],
  ['', ''],
])('the amount %j is %j', async (written, amount) => {
  expect((await readContract('amount', written)).Amount).toBe(amount);
});

test.each([['12.000'], ['12,000'], ['1.234.567'], ['1,234,567'], ['12 dinara'], ['1,2.3.4']])(
  'the amount %j is no number to the CMDB, since nobody can tell what it is',
  async (written) => {
    expect((await readContract('amount', written)).Amount).not.toMatch(/^-?\d+(\.\d+)?$/);
  },
);

test.each([
  ['2026-03-05', '2026-03-05'],
  ['5.3.2026.', '2026-03-05'],
  ['05.03.2026', '2026-03-05'],
  ['5. 3. 2026.', '2026-03-05'],
  ['31.12.2027.', '2027-12-31'],
  ['', ''],
  ['3/5/2026', '3/5/2026'],
  ['5.3.26.', '5.3.26.'],
  ['soon', 'soon'],
])('the date %j is %j', async (written, date) => {
  expect((await readContract('start', written)).StartDate).toBe(date);
});
