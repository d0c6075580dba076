import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { adminToken, startTestCmdb, type TestCmdb } from '../../../tests/cmdb/test-cmdb.ts';
import { mapSample } from './map-sample.ts';
import { loadMapping } from './mapping/mapping-folder.ts';
import { startEngine } from './mapping/start-engine.ts';
import type { XsltEngine } from './mapping/xslt-engine.ts';
import { openCmdb } from './submit/cmdb-client.ts';

const folder = path.resolve(import.meta.dirname, '../../../mappings/ocs');
const mapping = loadMapping(folder);
const sample = {
  documents: [readFileSync(path.join(folder, 'inventory-sample.xml'), 'utf8')],
  rejected: [],
  notes: [],
};
let cmdb: TestCmdb;
let engine: XsltEngine;

beforeAll(async () => {
  [cmdb, engine] = await Promise.all([startTestCmdb(), startEngine('libxslt-wasm', mapping.stylesheet)]);
});
afterAll(async () => {
  await engine?.close();
  await cmdb?.stop();
});

test('an author sees what the CMDB would do with a sample, and it does nothing', async () => {
  await cmdb.edit({ create: [{ class: 'Computer', attributes: { Code: 'PC-0001', RAM: 1024 } }] });
  const client = await openCmdb(cmdb.url, { token: adminToken }, () => undefined);
  const said: string[] = [];
  const complained: string[] = [];

  const outcome = await mapSample({
    ...{ mapping, engine, sample, asRecords: true },
    cmdb: { client, source: 'ocs' },
    say: (line) => void said.push(line),
    complain: (line) => void complained.push(line),
  });

  expect(outcome).toBe('applied');
  expect(said.map((line) => JSON.parse(line).key)).toEqual([
    { Code: 'PC-0001' },
    { Code: 'SRV-LAB' },
    { Code: 'NA' },
  ]);
  expect(complained).toContain('3 records, 0 faulty');
  expect(complained.join()).toMatch(/stylesheet: [\d.]+ ms, then [\d.]+ ms/);
  expect(complained.find((line) => line.startsWith('the CMDB would: '))).toMatch(/create \d+.*quarantine 1/);
  expect(complained.find((line) => line.startsWith('create Computer SRV-LAB'))).toBeDefined();
  const { body } = await cmdb.call<{ total: number }>('GET', '/classes/Item/cards');
  expect(body.total).toBe(1);
});

test('all faults of a sample are said with line and key', async () => {
  const complained: string[] = [];
  const text = '<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">'.concat(
    '<xsl:template match="/"><a><Computer key="Code"><Code>A</Code><Code>B</Code></Computer></a>\n',
    '<a><Memory domain="D" identify="Code"/></a></xsl:template></xsl:stylesheet>',
  );
  const faulty = await startEngine('libxslt-wasm', text);

  const outcome = await mapSample({
    ...{ mapping, engine: faulty, sample, asRecords: false, cmdb: undefined },
    say: () => undefined,
    complain: (line) => void complained.push(line),
  });

  await faulty.close();
  expect(outcome).toBe('applied with faults');
  expect(complained[0]).toMatch(/^faulty record \(Code=B\): output:\d+ Computer says Code twice/);
  expect(complained[1]).toMatch(/output:\d+ identify names Code.*this Memory has no master/);
});
