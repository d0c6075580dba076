import { createEmptyDatabase, createEmptyMysqlDatabase, type TestDatabase } from '@popis/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { answerProlog } from '../prolog/answer-prolog.ts';
import { openStore, type Store } from '../store.ts';
import { storeDownloadResult } from './download-result.repository.ts';

const sender = { address: '192.0.2.2', userAgent: 'OCS-NG_unified_unix_agent_v2.10.0' };
const deviceId = 'pc-2026-01-02-03-04-05';

describe.each([
  { name: 'PostgreSQL', create: createEmptyDatabase },
  { name: 'MariaDB', create: createEmptyMysqlDatabase },
])('on $name', ({ create }) => {
  let database: TestDatabase;
  let store: Store;

  beforeAll(async () => {
    database = await create();
    store = await openStore(database.url, 10, () => undefined);
    await query("UPDATE config SET ivalue = 1 WHERE name = 'DOWNLOAD'");
  });
  afterAll(async () => {
    await store?.close();
    await database?.drop();
  });
  beforeEach(async () => {
    for (const table of ['hardware', 'devices', 'download_enable', 'download_history', 'groups_cache']) {
      await query(`DELETE FROM ${table}`);
    }
  });

  async function query(sql: string, values: (string | number)[] = []) {
    return await store.database.statements.query(sql, values);
  }

  async function insertDevice(name: string, columns: Record<string, string> = {}): Promise<number> {
    return await store.database.statements.insertOne('hardware', { deviceid: name, ...columns });
  }

  async function activate(fileId: string, serverId: number | null = null): Promise<number> {
    const pack = serverId === null ? 'server/download' : '$IP$/local';
    return await store.database.statements.insertOne('download_enable', {
      fileid: fileId,
      info_loc: 'server/download',
      pack_loc: pack,
      server_id: serverId,
    });
  }

  async function affect(hardwareId: number, name: string, enableId: number, value: string | null = null) {
    await store.database.statements.insertOne('devices', {
      hardware_id: hardwareId,
      name,
      ivalue: enableId,
      tvalue: value,
    });
  }

  async function contact() {
    const reply = await answerProlog(store, { query: 'PROLOG', deviceId }, sender);
    const download = reply.orders.find((order) => order.name === 'DOWNLOAD');
    return download?.parameters.slice(1).map((parameter) => parameter.attributes) ?? [];
  }

  async function states(hardwareId: number) {
    return await query(
      "SELECT d.tvalue AS state, d.comments AS at FROM devices d WHERE d.hardware_id = ? AND d.name = 'DOWNLOAD'",
      [hardwareId],
    );
  }

  const at = expect.stringMatching(/^\w{3} \w{3} [ \d]\d \d\d:\d\d:\d\d \d{4}$/);

  test('a package is told, marked, told again, and its result kept', async () => {
    const device = await insertDevice(deviceId);
    await affect(device, 'DOWNLOAD', await activate('1700000001'));

    const first = await contact();
    const notified = await states(device);
    const second = await contact();
    await storeDownloadResult(
      store,
      { query: 'DOWNLOAD', deviceId, packageId: '1700000001', code: 'SUCCESS' },
      new Date(),
    );
    const third = await contact();

    expect(first).toMatchObject([{ ID: '1700000001', FORCE: '0' }]);
    expect(notified).toEqual([{ state: 'NOTIFIED', at }]);
    expect(second).toEqual(first);
    expect(third).toEqual([]);
    expect(await states(device)).toEqual([{ state: 'SUCCESS', at }]);
  });

  test('one in the history is marked and not told, unless forced', async () => {
    const device = await insertDevice(deviceId);
    const enableId = await activate('1700000001');
    await affect(device, 'DOWNLOAD', enableId);
    await query('INSERT INTO download_history (hardware_id, pkg_id) VALUES (?, 1700000001)', [device]);

    const plain = await contact();
    const marked = await states(device);
    await affect(device, 'DOWNLOAD_FORCE', enableId, '1');
    await query("UPDATE devices SET tvalue = NULL WHERE name = 'DOWNLOAD'");
    const forced = await contact();

    expect(plain).toEqual([]);
    expect(marked).toEqual([{ state: 'SUCCESS_ALREADY_IN_HISTORY', at }]);
    expect(forced).toMatchObject([{ FORCE: '1' }]);
  });

  test("a group's package gets one row at each device, also when two contacts meet", async () => {
    const device = await insertDevice(deviceId);
    const group = await insertDevice('_SYSTEMGROUP_');
    await query('INSERT INTO groups_cache (hardware_id, group_id, static) VALUES (?, ?, 1)', [device, group]);
    const enableId = await activate('1700000001');
    await affect(group, 'DOWNLOAD', enableId);

    const [first] = await Promise.all([contact(), contact(), contact()]);

    expect(first).toMatchObject([{ ID: '1700000001' }]);
    expect(await states(device)).toEqual([{ state: 'NOTIFIED', at }]);
    expect(await states(group)).toEqual([{ state: null, at: null }]);
    await storeDownloadResult(
      store,
      { query: 'DOWNLOAD', deviceId, packageId: '1700000001', code: 'ERR_BUILD' },
      new Date(),
    );
    expect(await contact()).toEqual([]);
    expect(await states(device)).toEqual([{ state: 'ERR_BUILD', at }]);
  });

  test('fragments come from the address of the device that hands them out', async () => {
    const device = await insertDevice(deviceId);
    const depot = await insertDevice('depot-2026-01-02-03-04-05', { ipaddr: '10.1.2.3' });
    await affect(device, 'DOWNLOAD', await activate('1700000001', depot));
    await affect(device, 'DOWNLOAD', await activate('1700000002', 999_999));

    const told = await contact();

    expect(told).toMatchObject([{ ID: '1700000001', PACK_LOC: '10.1.2.3/local' }]);
    expect((await states(device)).map((row) => row.state).sort()).toEqual(['NOTIFIED', null]);
  });

  test('nothing is told while deployment is off, and nothing marked', async () => {
    const device = await insertDevice(deviceId);
    await affect(device, 'DOWNLOAD', await activate('1700000001'));
    await store.database.statements.insertOne('devices', {
      hardware_id: device,
      name: 'DOWNLOAD_SWITCH',
      ivalue: 0,
    });

    expect(await contact()).toEqual([]);
    expect(await states(device)).toEqual([{ state: null, at: null }]);
  });
});
