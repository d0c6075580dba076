import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  countRows,
  listCodes,
  makeRun,
  planRun,
  readPlan,
  type TestRecord,
} from '../../../../tests/cmdb/runs.ts';
import { startTestCmdb, type TestCmdb } from '../../../../tests/cmdb/test-cmdb.ts';

// The worked example of the paper: what the CMDB holds differs from the inventory on purpose.
const folder = path.resolve(import.meta.dirname, '../../../../mappings/paper');
const inventory = recordsOf('inventory-records.json');
const held = recordsOf('cmdbuild-records.json');

let cmdb: TestCmdb;
beforeAll(async () => {
  cmdb = await startTestCmdb();
});
afterAll(() => cmdb.stop());

function recordsOf(file: string): TestRecord[] {
  return JSON.parse(readFileSync(path.join(folder, file), 'utf8'));
}

test('the worked example comes out as its five decisions, once', async () => {
  await makeRun(cmdb, held);
  const before = await countRows(cmdb);
  expect(before).toMatchObject({ card: 4, card_history: 0, relation: 2, relation_history: 0 });

  const planned = await planRun(cmdb, inventory);

  expect(await countRows(cmdb)).toEqual(before);
  expect(planned.counts).toMatchObject({
    create: 4,
    update: 1,
    retire: 2,
    relate: 0,
    unrelate: 0,
    unchanged: 1,
  });
  expect(await readPlan(cmdb, planned.id)).toEqual([
    'update Computer PC-0001 RAM 3072 → 4096',
    'create Memory PC-0001/MEM1',
    'retire Memory PC-0001/MEM1',
    'create Computer PC-0002',
    'create Memory PC-0002/MEM1',
    'create Memory PC-0002/MEM2',
    'retire Computer PC-0009',
  ]);

  const applied = await cmdb.call<{ state: string }>('POST', `/runs/${planned.id}/apply`);

  expect(applied.body.state).toBe('applied');
  const after = await countRows(cmdb);
  // 4 new cards, 2 retired; history: an updated and two retired versions; one relation ended, three begun; one change
  expect(after).toEqual({
    card: 6,
    card_history: 3,
    relation: 4,
    relation_history: 1,
    change: (before.change ?? 0) + 1,
  });
  expect(await listCodes(cmdb, 'Computer')).toEqual(['PC-0001', 'PC-0002']);

  const again = await makeRun(cmdb, inventory);

  expect(again.counts).toMatchObject({
    create: 0,
    update: 0,
    retire: 0,
    unchanged: 6,
    quarantine: 0,
    failed: 0,
  });
  expect(await countRows(cmdb)).toEqual(after);

  await cmdb.call('POST', `/runs/${planned.id}/apply`);

  expect(await countRows(cmdb)).toEqual(after);
});
