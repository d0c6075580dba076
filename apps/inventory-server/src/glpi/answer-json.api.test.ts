import { readFileSync } from 'node:fs';
import path from 'node:path';
import { deflateSync, gunzipSync, gzipSync, inflateSync } from 'node:zlib';
import { formatProlog } from '@popis/inventory-format';
import { createEmptyMysqlDatabase, createInventoryDatabase, type TestDatabase } from '@popis/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { buildServer } from '../server.ts';
import { openStore, type Store } from '../store.ts';

const userAgent = 'GLPI-Agent_v1.16';
const agentId = '3f1c7a3e-8f8b-4a3d-9c0e-5b1f2a7d4c11';
const deviceid = 'glpixps-2018-07-09-09-07-13';
const folder = path.resolve(import.meta.dirname, '../../fixtures/glpi');

function example(name: string): Record<string, unknown> {
  return JSON.parse(gunzipSync(readFileSync(path.join(folder, `${name}.json.gz`))).toString());
}

const forms = {
  zlib: { pack: deflateSync, unpack: inflateSync, type: 'application/x-compress-zlib' },
  gzip: { pack: gzipSync, unpack: gunzipSync, type: 'application/x-compress-gzip' },
  plain: { pack: Buffer.from, unpack: (bytes: Buffer) => bytes, type: 'application/json' },
};

describe.each([
  { name: 'PostgreSQL', create: createInventoryDatabase },
  { name: 'MariaDB', create: createEmptyMysqlDatabase },
])('on $name', ({ create }) => {
  let database: TestDatabase;
  let store: Store;

  beforeAll(async () => {
    database = await create();
    store = await openStore(database.url, 5, () => undefined);
  });
  afterAll(async () => {
    await store?.close();
    await database?.drop();
  });
  beforeEach(async () => {
    for (const section of store.sections.values()) await query(`DELETE FROM ${section.table}`);
    for (const table of ['accountinfo', 'section_digest', 'devices']) await query(`DELETE FROM ${table}`);
    await query("UPDATE config SET ivalue = 0 WHERE name = 'FREQUENCY'");
  });

  async function query(sql: string, values: (string | number)[] = []) {
    return await store.database.statements.query(sql, values);
  }

  async function send(
    message: unknown,
    form: keyof typeof forms = 'zlib',
    headers: Record<string, string> = {},
  ) {
    const { pack, unpack, type } = forms[form];
    const server = buildServer(store, { compatibility: 'loopback', extraUserAgents: ['GLPI-Agent_v*'] });
    const answer = await server.inject({
      method: 'POST',
      url: '/ocsinventory',
      headers: { 'user-agent': userAgent, 'content-type': type, 'glpi-agent-id': agentId, ...headers },
      payload: pack(typeof message === 'string' ? message : JSON.stringify(message)),
    });
    await server.close();
    expect(answer.headers['content-type']).toBe(type);
    return { status: answer.statusCode, body: JSON.parse(unpack(answer.rawPayload).toString()) };
  }

  async function countOf(table: string): Promise<number> {
    const [row] = await query(`SELECT count(*) AS n FROM ${table}`);
    return Number(row?.n);
  }

  test.each(['zlib', 'gzip', 'plain'] as const)('a contact in %s is answered in it', async (form) => {
    const { status, body } = await send({ action: 'contact', deviceid, name: 'GLPI-Agent' }, form);

    expect(status).toBe(200);
    expect(body).toEqual({
      status: 'ok',
      expiration: 24,
      tasks: { inventory: { server: 'popis', version: '1.0' } },
    });
  });

  test.each(['zlib', 'gzip'] as const)(
    'XML in %s is answered under the name that the agent gave the form',
    async (form) => {
      const { pack, unpack, type } = forms[form];
      const server = buildServer(store, { compatibility: 'loopback', extraUserAgents: ['GLPI-Agent_v*'] });

      const answer = await server.inject({
        method: 'POST',
        url: '/ocsinventory',
        headers: { 'user-agent': userAgent, 'content-type': type, 'glpi-agent-id': agentId },
        payload: pack(formatProlog(deviceid)),
      });
      await server.close();

      expect(answer.headers['content-type']).toBe(type);
      expect(unpack(answer.rawPayload).toString()).toContain('<RESPONSE>SEND</RESPONSE>');
    },
  );

  test('a published inventory is stored as one of OCS is, and only once', async () => {
    const first = await send(example('computer_1'));
    const second = await send(example('computer_1'));

    expect([first, second]).toEqual([
      { status: 200, body: { status: 'ok' } },
      { status: 200, body: { status: 'ok' } },
    ]);
    expect(
      await query(
        `SELECT h.name AS name, h.osname AS osname, h.memory AS memory, h.processors AS mhz, h.useragent AS useragent,
           b.ssn AS ssn, b.type AS chassis, a.tag AS tag
         FROM hardware h JOIN bios b ON b.hardware_id = h.id JOIN accountinfo a ON a.hardware_id = h.id WHERE h.deviceid = ?`,
        [deviceid],
      ),
    ).toEqual([
      {
        name: 'glpixps',
        osname: 'Fedora 31 (Workstation Edition)',
        memory: 7800,
        mhz: 2300,
        useragent: userAgent,
        ssn: '640HP72',
        chassis: 'Laptop',
        tag: '000005',
      },
    ]);
    const counts = {
      controllers: 25,
      drives: 6,
      memories: 2,
      software: 6,
      usbdevices: 9,
      storages: 1,
      batteries: 1,
    };
    for (const [table, rows] of Object.entries(counts)) expect(await countOf(table), table).toBe(rows);
  });

  test('a large one is stored whole', async () => {
    const message = example('computer_3');

    expect(await send(message)).toEqual({ status: 200, body: { status: 'ok' } });

    const [row] = await query(
      'SELECT count(DISTINCT s.name_id) AS n FROM software s JOIN hardware h ON h.id = s.hardware_id',
    );
    expect(Number(row?.n)).toBeGreaterThan(2500);
  });

  test('what comes in part leaves the rest as it is', async () => {
    await send(example('computer_1'));
    const part = example('computer_1_partial_memory');

    const { body } = await send({ ...part, deviceid });

    expect(body).toEqual({ status: 'ok' });
    expect(await countOf('controllers')).toBe(25);
    expect(await countOf('hardware')).toBe(1);
  });

  test('an inventory that is young enough is not wanted again, and packages are not told to who does not read them', async () => {
    await send(example('computer_1'));
    await query("UPDATE config SET ivalue = 7 WHERE name = 'FREQUENCY'");
    await query("UPDATE config SET ivalue = 1 WHERE name = 'DOWNLOAD'");
    const [device] = await query('SELECT h.id AS id FROM hardware h');
    const { insertOne } = store.database.statements;
    const enableId = await insertOne('download_enable', { fileid: '17', info_loc: 'x', pack_loc: 'y' });
    await insertOne('devices', { hardware_id: Number(device?.id), name: 'DOWNLOAD', ivalue: enableId });

    const { body } = await send({ action: 'contact', deviceid });

    expect(body.disabled).toEqual(['inventory']);
    expect(await query('SELECT d.tvalue AS state FROM devices d')).toEqual([{ state: null }]);
  });

  test.each([
    ['broken JSON', '{"action":', {}, 'no JSON object'],
    ['a bad DEVICEID', { action: 'contact', deviceid: 'x' }, {}, 'deviceid'],
    ['a printer', { action: 'inventory', deviceid, itemtype: 'Printer', content: {} }, {}, 'itemtype'],
    ['a bad id', { action: 'contact', deviceid }, { 'glpi-agent-id': 'x' }, 'GLPI-Agent-ID'],
    ['an unknown agent', { action: 'contact', deviceid }, { 'user-agent': 'Acme_v1' }, 'not let in'],
  ])('%s is refused with the reason, and stores nothing', async (_what, message, headers, reason) => {
    const { status, body } = await send(message, 'zlib', headers);

    expect(status).toBe(400);
    expect(body).toEqual({ status: 'error', message: expect.stringContaining(reason) });
    expect(await countOf('hardware')).toBe(0);
  });
});
