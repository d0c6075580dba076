import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { operations } from '@popis/inventory-administration';
import { getPeers } from '@popis/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  inventoryDatabases,
  openTestInventory,
  type TestInventory,
} from '../../../../tests/inventory/test-inventory.ts';

const archive = gzipSync('files of the package'.repeat(1_000), { level: 0 });
const place = { info: 'server/download', fragments: 'server/download' };

describe.each(inventoryDatabases)('on $name', ({ create }) => {
  let folder: string;
  let inventory: TestInventory;
  let devices: number[];

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'popis-packages-'));
    inventory = await openTestInventory(await create(), { packageFolder: folder });
  });
  afterAll(async () => {
    await inventory?.stop();
    await rm(folder, { recursive: true, force: true });
  });
  beforeEach(async () => {
    const { statements } = inventory.store.database;
    for (const table of ['hardware', 'devices', 'download_available', 'download_enable']) {
      await statements.query(`DELETE FROM ${table}`);
    }
    for (const entry of await readdir(folder)) await rm(path.join(folder, entry), { recursive: true });
    devices = [];
    for (const name of ['ana', 'boris', 'cica']) {
      devices.push(await statements.insertOne('hardware', { deviceid: `${name}-1`, name }));
    }
  });

  async function upload(query: Record<string, string>, body: Buffer | Readable = archive) {
    return await inventory.upload(`/packages?${new URLSearchParams(query)}`, body);
  }

  async function makePackage(): Promise<string> {
    const { body } = await upload({ name: 'viewer', system: 'LINUX', action: 'store', target: '/opt' });
    return body.id;
  }

  /** A package that is ordered for all devices; gives the address of its activation. */
  async function orderPackage(): Promise<{ id: string; activation: string }> {
    const id = await makePackage();
    const { body } = await inventory.call('POST', `/packages/${id}/activations`, place);
    const activation = `/packages/${id}/activations/${body.id}`;
    await inventory.call('POST', `${activation}/orders`, { holders: devices });
    return { id, activation };
  }

  test('an archive becomes a package, cut as it comes', async () => {
    const inPieces = Readable.from([
      archive.subarray(0, 1),
      archive.subarray(1, 5_000),
      archive.subarray(5_000),
    ]);
    const about = { name: 'viewer', system: 'LINUX', action: 'store', target: '/opt', fragmentBytes: '4096' };

    const { status, body } = await upload({ ...about, notice: 'Soon', canDelay: 'true' }, inPieces);

    expect(status).toBe(200);
    expect(operations.createPackage.answer?.parse(body)).toMatchObject({
      name: 'viewer',
      fragments: Math.ceil(archive.length / 4_096),
      bytes: archive.length,
      priority: 5,
      activations: 0,
    });
    const files = (await readdir(path.join(folder, body.id))).filter((file) => file !== 'info');
    files.sort((one, other) => Number(one.split('-')[1]) - Number(other.split('-')[1]));
    const parts = await Promise.all(files.map((file) => readFile(path.join(folder, body.id, file))));
    expect(Buffer.concat(parts)).toEqual(archive);
    expect(await readFile(path.join(folder, body.id, 'info'), 'utf8')).toContain(
      'NOTIFY_TEXT="Soon" NOTIFY_COUNTDOWN="60" NOTIFY_CAN_ABORT="0" NOTIFY_CAN_DELAY="1"',
    );
  });

  test('what is no archive, or has faults, leaves nothing behind', async () => {
    const about = { name: 'viewer', system: 'LINUX', action: 'store', target: '/opt' };

    const text = await upload(about, Buffer.from('no archive'));
    const empty = await upload(about, Buffer.alloc(0));
    const faulty = await upload({ ...about, name: ' ', system: 'VMS', priority: '11', fragmentBytes: '1' });
    const json = await inventory.call('POST', `/packages?${new URLSearchParams(about)}`, { archive: 'x' });

    expect(text.body.faults).toEqual([expect.objectContaining({ path: 'archive' })]);
    expect(empty.body.faults).toEqual([expect.objectContaining({ path: 'archive' })]);
    expect(faulty.body.faults.map(({ path: at }: { path: string }) => at)).toEqual([
      'query.name',
      'query.system',
      'query.priority',
      'query.fragmentBytes',
    ]);
    expect([json.status, json.body.faults]).toEqual([400, [expect.objectContaining({ path: 'body' })]]);
    expect(await readdir(folder)).toEqual([]);
    expect((await inventory.call('GET', '/packages')).body.items).toEqual([]);
  });

  test('a package is activated, ordered, and told of how it went on each device', async () => {
    const { call, store } = inventory;
    const { id, activation } = await orderPackage();
    const write = (device: number | undefined, result: string) =>
      store.database.statements.query(
        "UPDATE devices SET tvalue = ? WHERE hardware_id = ? AND name = 'DOWNLOAD'",
        [result, device ?? 0],
      );
    await write(devices[0], 'SUCCESS');
    await write(devices[1], 'ERR_DOWNLOAD_PACK');

    const listed = await call('GET', '/packages');
    const one = await call('GET', `/packages/${id}`);
    const results = await call('GET', `/packages/${id}/results?limit=2`);
    const failed = await call('GET', `/packages/${id}/results?state=failed`);

    expect(operations.listPackages.answer?.parse(listed.body).items).toEqual([
      expect.objectContaining({ id, activations: 1, waiting: 1, told: 0, done: 1, failed: 1 }),
    ]);
    expect(operations.getPackage.answer?.parse(one.body).places).toEqual([
      expect.objectContaining({ info: 'server/download', orders: 3, server: null }),
    ]);
    expect(operations.listPackageResults.answer?.parse(results.body)).toMatchObject({ total: 3 });
    expect(results.body.items.map(({ state }: { state: string }) => state)).toEqual(['done', 'failed']);
    expect(failed.body.items).toEqual([
      expect.objectContaining({
        holder: devices[1],
        name: 'boris',
        result: 'ERR_DOWNLOAD_PACK',
        isGroup: false,
      }),
    ]);
    expect(activation).toContain(id);
  });

  test('an order is given to a group as well, and is taken back', async () => {
    const { call } = inventory;
    const { id, activation } = await orderPackage();
    const group = (await call('POST', '/groups', { name: 'Lab' })).body.id;

    await call('POST', `${activation}/orders`, { holders: [group], isForced: true, postCommand: 'reboot' });
    const results = await call('GET', `/packages/${id}/results`);
    const cancelled = await call('DELETE', `${activation}/orders/${devices[0]}`);
    const twice = await call('DELETE', `${activation}/orders/${devices[0]}`);
    const wrong = await call('POST', `${activation}/orders`, {
      holders: [devices[0], 99_999],
      schedule: 'soon',
    });
    const gone = await call('POST', `${activation}/orders`, { holders: [99_999] });

    expect(results.body.items.filter(({ isGroup }: { isGroup: boolean }) => isGroup)).toHaveLength(1);
    expect([cancelled.status, twice.status]).toEqual([204, 404]);
    expect(wrong.body.faults[0].path).toBe('schedule');
    expect(gone.body.faults[0].path).toBe('holders[0]');
  });

  test('a place, and then the package, go with all that hangs on them', async () => {
    const { call, store } = inventory;
    const { id, activation } = await orderPackage();
    const orders = async () => {
      const rows = await store.database.statements.query('SELECT COUNT(*) AS n FROM devices');
      return Number(rows[0]?.n);
    };

    const before = await orders();
    const removed = await call('DELETE', activation);
    const after = await orders();
    await call('POST', `/packages/${id}/activations`, place);
    const deleted = await call('DELETE', `/packages/${id}`);

    expect([before, removed.status, after, deleted.status]).toEqual([3, 204, 0, 204]);
    expect(await readdir(folder)).toEqual([]);
    for (const address of ['', '/results']) {
      expect((await call('GET', `/packages/${id}${address}`)).status).toBe(404);
    }
    expect((await call('DELETE', activation)).status).toBe(404);
  });
});

test('without a folder a package is not made, and it is said what to set', async () => {
  const inventory = await openTestInventory(getPeers('ocsDatabaseUrl').ocsDatabaseUrl);

  const about = new URLSearchParams({ name: 'x', system: 'LINUX', action: 'execute', target: 'reboot' });
  const { status, body } = await inventory.upload(`/packages?${about}`, Buffer.alloc(0));

  expect([status, body.detail]).toEqual([409, expect.stringContaining('PACKAGE_FOLDER')]);
  expect((await inventory.call('GET', '/packages')).status).toBe(200);
  await inventory.stop();
});
