import path from 'node:path';
import { createInventoryDatabase, type TestDatabase } from '@popis/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { requestsOf } from '../../../tests/cmdb/http.ts';
import { adminToken, startTestCmdb, type TestCmdb } from '../../../tests/cmdb/test-cmdb.ts';
import { createOcsDatabase, type InventoryWriter, openWriter } from '../../../tests/inventory/ocs-tables.ts';
import { type InventoryDatabase, openInventory } from './extract/inventory-database.ts';
import { loadMapping } from './mapping/mapping-folder.ts';
import { startEngine } from './mapping/start-engine.ts';
import type { XsltEngine } from './mapping/xslt-engine.ts';
import { runConnector } from './run-connector.ts';
import { beginSlotRun } from './serve/slot-run.ts';
import { type CmdbClient, openCmdb } from './submit/cmdb-client.ts';

const folder = path.resolve(import.meta.dirname, '../../../mappings');
const mapping = loadMapping(path.join(folder, 'ocs'));
const machines = [1, 2, 3, 4, 5, 6];
const longAgo = '2026-01-15 08:30:00';

let cmdb: TestCmdb;
let client: CmdbClient;
let engine: XsltEngine;
beforeAll(async () => {
  [cmdb, engine] = await Promise.all([startTestCmdb(), startEngine('libxslt-wasm', mapping.stylesheet)]);
  client = await openCmdb(cmdb.url, { token: adminToken }, () => undefined);
});
afterAll(async () => {
  await engine?.close();
  await cmdb?.stop();
});

describe.each([
  ['PostgreSQL', createInventoryDatabase],
  ['MariaDB with the tables of a real OCS Inventory', createOcsDatabase],
])('a delta run from %s', (_name, createDatabase) => {
  let created: TestDatabase;
  let writer: InventoryWriter;
  let inventory: InventoryDatabase;
  beforeAll(async () => {
    created = await createDatabase();
    writer = await openWriter(created.url);
    inventory = await openInventory(created.url);
  });
  afterAll(async () => {
    await inventory?.close();
    await writer?.close();
    await created?.drop();
  });
  beforeEach(async () => {
    await cmdb.clear();
    for (const id of machines) {
      await writer.remove(id);
      await writer.store({
        id,
        tag: `PC-${id}`,
        hardware: { deviceid: `d${id}`, name: `pc${id}`, checksum: 1, lastdate: longAgo, lastcome: longAgo },
        memories: [{ caption: 'DIMM', capacity: '4096', numslots: 1, serialnumber: `M${id}` }],
      });
    }
    expect(await run()).toMatch(/\napplied$/);
  });

  /** One run; what it says. */
  async function run(isDelta = false, wrap: (client: CmdbClient) => CmdbClient = (same) => same) {
    const lines: string[] = [];
    const parts = { mapping, source: 'ocs', engine, inventory, cmdb: wrap(client), isDryRun: false };
    const say = (line: string) => void lines.push(line);
    lines.push(await runConnector({ ...parts, isDelta, leaseSeconds: 1, say }));
    return lines.join('\n');
  }

  function readCodes(action: string) {
    return cmdb.query<{ key: string }>(
      `SELECT run_change.key FROM run_change
       JOIN run ON run.id = run_change.run_id AND run.id = (SELECT id FROM run ORDER BY started_at DESC LIMIT 1)
       WHERE run_change.action = $1 ORDER BY run_change.key`,
      [action],
    );
  }

  async function readLast() {
    const [last] = await cmdb.query<{ mode: string; read: number; sent: number }>(
      'SELECT mode, read, last_seq AS sent FROM run ORDER BY started_at DESC LIMIT 1',
    );
    return last;
  }

  const report = (id: number, osname: string, lastdate: string) =>
    writer.execute(`UPDATE hardware SET osname = '${osname}', lastdate = '${lastdate}' WHERE id = ${id}`);

  test('reads and sends the one machine that has reported since, and no other', async () => {
    await report(4, 'Debian 13', '2026-01-16 08:30:00');
    await writer.execute('UPDATE memories SET capacity = 8192 WHERE hardware_id = 4');

    const said = await run(true);

    expect(said).toMatch(/changed since the run .*: 1 of 6\n/);
    expect(await readLast()).toEqual({ mode: 'delta', read: 1, sent: 1 });
    expect((await readCodes('update')).map(({ key }) => key)).toContain('PC-4');
    expect(await run(true)).toMatch(/changed since the run .*: 0 of 6\n/);
    await run();
    expect(await readCodes('update')).toEqual([]);
  });

  test('takes what was set to an earlier time for changed: clocks may jump', async () => {
    await report(2, 'Debian 13', '2020-01-01 00:00:00');

    expect(await run(true)).toMatch(/: 1 of 6\n/);
    expect((await readCodes('update')).map(({ key }) => key)).toEqual(['PC-2']);
  });

  test('takes a tag that people have set for changed, and a machine that is new', async () => {
    await writer.execute("UPDATE accountinfo SET tag = 'PC-60' WHERE hardware_id = 6");
    await writer.store({
      ...{ id: 7, tag: 'PC-7' },
      hardware: { deviceid: 'd7', name: 'pc7', checksum: 1, lastdate: longAgo, lastcome: longAgo },
    });

    expect(await run(true)).toMatch(/: 2 of 7\n/);
    expect((await readCodes('create')).map(({ key }) => key)).toContain('PC-7');
    await writer.remove(7);
  });

  test('reads a machine again that reported within the last minute: its mark may stay the same', async () => {
    await writer.execute(
      "UPDATE hardware SET osname = 'first', lastcome = CURRENT_TIMESTAMP, checksum = 3 WHERE id = 5",
    );
    expect(await run(true)).toMatch(/: 1 of 6\n/);
    await writer.execute("UPDATE hardware SET osname = 'second' WHERE id = 5");

    expect(await run(true)).toMatch(/: 1 of 6\n/);
    expect((await readCodes('update')).map(({ key }) => key)).toEqual(['PC-5']);
  });

  test('retires nothing: what is gone waits for the next full run', async () => {
    await writer.remove(3);

    expect(await run(true)).toMatch(/: 0 of 5\n/);
    expect(await readCodes('retire')).toEqual([]);
    await run();
    expect((await readCodes('retire')).map(({ key }) => key)).toContain('PC-3');
  });

  test('cannot see that another machine has the same tag: the next full run does', async () => {
    await writer.execute("UPDATE accountinfo SET tag = 'PC-1' WHERE hardware_id = 6");

    await run(true);
    expect(await readCodes('quarantine')).toEqual([]);
    await run();
    expect((await readCodes('quarantine')).map(({ key }) => key)).toEqual(['PC-1', 'PC-1']);
  });

  test('reads only what has changed while steps of earlier runs wait for a person', async () => {
    const ask = requestsOf(cmdb, adminToken);
    const approval = [{ class: 'Computer', action: 'retire' }];
    await ask('PUT', '/sources/ocs', { policy: { approval } });
    await writer.remove(3);
    expect(await run()).toMatch(/\nwaiting$/);
    await report(4, 'Debian 13', '2026-01-16 08:30:00');

    expect(await run(true)).toMatch(/changed since the run .*: 1 of 5\n.*\napplied$/s);
    expect(await run(true)).toMatch(/changed since the run .*: 0 of 5\n/);

    const states = await cmdb.query('SELECT mode, state FROM run ORDER BY started_at DESC LIMIT 3');
    expect(states).toEqual([
      { mode: 'delta', state: 'applied' },
      { mode: 'delta', state: 'applied' },
      { mode: 'full', state: 'waiting' },
    ]);
    await ask('PUT', '/sources/ocs', { policy: {} });
  });

  test('reads everything as long as a machine is faulty', async () => {
    await writer.execute("UPDATE hardware SET name = 'seen', lastdate = '2026-01-17 08:30:00' WHERE id = 2");
    const refuse = (real: CmdbClient): CmdbClient => ({
      ...real,
      closeRun: (id, { read, complete }) => real.closeRun(id, { read, errors: 1, complete }),
    });

    expect(await run(true, refuse)).toMatch(/: 1 of 6\n/);
    expect(await run(true)).toContain('everything is read: the last full run and those since had 1 faults');
  });

  test('reads everything after an undo, and says why', async () => {
    await report(4, 'Debian 13', '2026-01-16 08:30:00');
    await run(true);
    const [last] = await cmdb.query<{ id: string }>('SELECT id FROM run ORDER BY started_at DESC LIMIT 1');
    await requestsOf(cmdb, adminToken)('POST', `/runs/${last?.id}/undo`, { reason: 'wrong' });

    expect(await run(true)).toContain('everything is read: a run has been undone since');
    expect(await readLast()).toMatchObject({ mode: 'full', read: 6 });
    expect((await readCodes('update')).map(({ key }) => key)).toEqual(['PC-4']);
  });

  test('reads everything after a run that failed on the way, and with another basis', async () => {
    const fail = (real: CmdbClient) => ({ ...real, planRun: () => Promise.reject(new Error('gone')) });
    await expect(run(true, fail)).rejects.toThrow('gone');
    expect(await run(true)).toContain('everything is read: the run before is abandoned');

    const other = (real: CmdbClient): CmdbClient => ({
      ...real,
      getModel: async () => ({ ...(await real.getModel()), revision: 'another' }),
    });
    expect(await run(true, other)).toMatch(/everything is read: the mapping, the connector, the model/);
  });
});

test('a mapping without change marks is refused, and told what is missing', async () => {
  const paper = loadMapping(path.join(folder, 'paper'));
  const created = await createInventoryDatabase();
  const inventory = await openInventory(created.url);
  const parts = { mapping: paper, source: 'paper', engine, inventory, cmdb: client, isDryRun: false };

  const refused = runConnector({ ...parts, isDelta: true, leaseSeconds: 1, say: () => undefined });

  await expect(refused).rejects.toMatchObject({
    faults: [{ path: 'paper/views.json marks', message: expect.stringMatching(/names no view.*LASTDATE/) }],
  });
  await inventory.close();
  await created.drop();
});

test('a time of deltas without change marks is given up with the reason, and full runs go on', async () => {
  const created = await createInventoryDatabase();
  const connections = {
    inventoryDatabaseUrl: created.url,
    cmdbUrl: cmdb.url,
    credentials: { token: adminToken },
  };
  const served = { source: 'paper', mapping: loadMapping(path.join(folder, 'paper')), connections };
  const env = { XSLT_ENGINE: 'libxslt-wasm', LEASE_SECONDS: 30 } as const;
  const at = new Date(Date.now() - 60_000);
  const run = (mode: 'full' | 'delta') =>
    beginSlotRun(served, env, client, { at, mode }, () => undefined).ended;
  await client.putSource('paper', 'Marks are missing');

  await expect(run('delta')).rejects.toThrow('There are no change marks');
  expect(await run('full')).toMatchObject({ outcome: 'applied', told: { mode: 'full' } });

  const runs = await cmdb.query<{ mode: string; state: string; note: string }>(
    `SELECT mode, state, notes[1] AS note FROM run WHERE source = 'paper' ORDER BY started_at`,
  );
  expect(runs).toMatchObject([
    { mode: 'delta', state: 'abandoned', note: expect.stringContaining('names no view of change marks') },
    { mode: 'full', state: 'applied' },
  ]);
  await created.drop();
});
