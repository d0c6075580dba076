import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { openCsvFolder, toFolderUrl } from '../extract/csv/csv-folder.ts';
import { readSampleFolder } from '../extract/csv/sample-folder.ts';
import { loadMapping, type Mapping } from './mapping-folder.ts';
import { type InventoryRecord, toHeldRecords, toRecords } from './records.ts';
import { startEngine } from './start-engine.ts';

/** UPDATE_GOLDEN=1 writes the expected files anew; read their diff before you commit it. */
const isUpdate = process.env.UPDATE_GOLDEN === '1';
const root = path.resolve(import.meta.dirname, '../../../../mappings');
const names = readdirSync(root, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name);

function expectGolden(file: string, actual: string): void {
  if (isUpdate) writeFileSync(file, actual);
  expect(actual).toBe(readFileSync(file, 'utf8'));
}

async function transform(name: string, sample: string): Promise<{ mapping: Mapping; output: string }> {
  const folder = path.join(root, name);
  const mapping = loadMapping(folder);
  const engine = await startEngine('libxslt-wasm', mapping.stylesheet);
  try {
    const { output, messages } = await engine.transform(readFileSync(path.join(folder, sample), 'utf8'));
    expect(messages).toEqual([]);
    return { mapping, output };
  } finally {
    await engine.close();
  }
}

test.each(names)('the mapping %s makes the expected cards and records of its sample', async (name) => {
  const { mapping, output } = await transform(name, 'inventory-sample.xml');

  const mapped = toRecords(output, mapping.classes, 'inventory-expected.xml');

  expectGolden(path.join(root, name, 'inventory-expected.xml'), output);
  expect(mapped.rejected).toEqual([]);
  expectGolden(
    path.join(root, name, 'inventory-records.json'),
    `${JSON.stringify(mapped.records, null, 2)}\n`,
  );
});

const twoSided = names.filter((name) => existsSync(path.join(root, name, 'cmdbuild-sample.xml')));

test.each(twoSided)('the mapping %s brings what the CMDB holds into the same shape', async (name) => {
  const { mapping, output } = await transform(name, 'cmdbuild-sample.xml');

  const held = toHeldRecords(output, mapping.classes, 'cmdbuild-expected.xml');

  expectGolden(path.join(root, name, 'cmdbuild-expected.xml'), output);
  expectGolden(path.join(root, name, 'cmdbuild-records.json'), `${JSON.stringify(held, null, 2)}\n`);
});

const ofFiles = names.filter((name) => existsSync(path.join(root, name, 'sample')));

test.each(ofFiles)('the mapping %s makes the expected records of its sample folder', async (name) => {
  const mapping = loadMapping(path.join(root, name));
  const folder = await openCsvFolder(
    toFolderUrl(path.join(root, name, 'sample'), { encoding: 'windows-1250' }),
  );
  const engine = await startEngine('libxslt-wasm', mapping.stylesheet);

  const { documents, rejected, notes } = await readSampleFolder(folder, mapping);
  const records: InventoryRecord[] = [];
  for (const document of documents) {
    const mapped = toRecords((await engine.transform(document)).output, mapping.classes, 'sample');
    expect(mapped.rejected).toEqual([]);
    records.push(...mapped.records);
  }

  await engine.close();
  expect({ rejected, notes }).toEqual({ rejected: [], notes: [] });
  expectGolden(path.join(root, name, 'sample-records.json'), `${JSON.stringify(records, null, 2)}\n`);
});
