import { deflateSync, inflateSync } from 'node:zlib';
import { formatInventory, formatProlog, parseReply } from '@popis/inventory-format';
import { getPeers } from '@popis/testing';
import type { FastifyInstance } from 'fastify';
import mysql, { type Connection, type RowDataPacket } from 'mysql2/promise';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildServer } from '../server.ts';
import { openStore, type Store } from '../store.ts';

/** A real OCS server and ours, both on its database: what each makes of duplicates there is compared. */
const { ocsUrl, ocsDatabaseUrl } = getPeers('ocsUrl', 'ocsDatabaseUrl');
const headers = {
  'user-agent': 'OCS-NG_unified_unix_agent_v2.8.1',
  'content-type': 'application/x-compress',
};
const run = Date.now().toString(36);
const TABLES = ['accountinfo', 'devices', 'itmgmt_comments', 'groups_cache', 'bios', 'networks', 'drives'];

let store: Store;
let server: FastifyInstance;
let connection: Connection;

beforeAll(async () => {
  store = await openStore(ocsDatabaseUrl, 4, () => undefined);
  server = buildServer(store, { compatibility: 'loopback', extraUserAgents: [] });
  connection = await mysql.createConnection({ uri: ocsDatabaseUrl, dateStrings: true });
  await setSetting('TRACE_DELETED', 1);
});
afterAll(async () => {
  await server?.close();
  await store?.close();
  await setSetting('TRACE_DELETED', 0);
  await setSetting('AUTO_DUPLICATE_LVL', 7);
  for (const { ID: id } of await rows('SELECT ID FROM hardware WHERE DEVICEID LIKE ?', [`%-${run}-%`])) {
    for (const table of TABLES) await connection.query(`DELETE FROM ${table} WHERE HARDWARE_ID = ?`, [id]);
    await connection.query('DELETE FROM hardware WHERE ID = ?', [id]);
  }
  await connection?.end();
});

async function rows(sql: string, values: (string | number)[] = []): Promise<RowDataPacket[]> {
  const [found] = await connection.query<RowDataPacket[]>(sql, values);
  return found;
}

async function setSetting(name: string, value: number): Promise<void> {
  await connection.query('UPDATE config SET IVALUE = ? WHERE NAME = ?', [value, name]);
}

interface Sent {
  who: 'theirs' | 'ours';
  second: number;
  name: string;
  serial: string;
  mac: string;
  drive?: string;
  oldDeviceId?: string;
}

function deviceIdOf({ who, second }: Sent): string {
  return `${who}-${run}-2026-01-02-03-04-0${second}`;
}

async function send(sent: Sent) {
  const deviceId = deviceIdOf(sent);
  const mark = sent.who === 'ours' ? '0' : '1';
  const body = deflateSync(
    formatInventory({
      deviceId,
      ...(sent.oldDeviceId === undefined ? {} : { oldDeviceId: sent.oldDeviceId }),
      sections: {
        HARDWARE: [{ NAME: `${sent.who}-${run}-${sent.name}`, CHECKSUM: '1572863', USERID: 'ana' }],
        BIOS: [{ SSN: sent.serial === '' ? '' : `${sent.who}-${run}-${sent.serial}`, SMODEL: 'X' }],
        NETWORKS: [{ MACADDR: `02:fd:00:00:0${mark}:${sent.mac}`, DESCRIPTION: 'eth0' }],
        DRIVES: [{ LETTER: sent.drive ?? 'C:' }],
      },
      accountInfo: [{ name: 'TAG', value: 'FROM-AGENT' }],
    }),
  );
  const prolog = deflateSync(formatProlog(deviceId));
  if (sent.who === 'theirs') {
    await fetch(ocsUrl, { method: 'POST', headers, body: prolog });
    const answer = await fetch(ocsUrl, { method: 'POST', headers, body });
    return parseReply(inflateSync(new Uint8Array(await answer.arrayBuffer())));
  }
  const answer = await server.inject({ method: 'POST', url: '/ocsinventory', headers, payload: body });
  return parseReply(inflateSync(answer.rawPayload));
}

async function idOf(deviceId: string): Promise<number> {
  const [row] = await rows('SELECT ID FROM hardware WHERE DEVICEID = ?', [deviceId]);
  return Number(row?.ID);
}

/** What is left of the devices of one of the two, without ids. */
async function leftOf(who: string): Promise<unknown> {
  const devices = await rows(
    'SELECT ID, DEVICEID, QUALITY, FIDELITY, USERID, CHECKSUM FROM hardware WHERE DEVICEID LIKE ? ORDER BY DEVICEID',
    [`${who}-${run}-%`],
  );
  const left: unknown[] = [];
  for (const { ID: id, ...device } of devices) {
    const tables: Record<string, unknown> = {};
    for (const table of TABLES) {
      const found = await rows(`SELECT * FROM ${table} WHERE HARDWARE_ID = ?`, [Number(id)]);
      tables[table] = found.map(({ ID: _id, HARDWARE_ID: _device, ...row }) => row);
    }
    left.push({ ...device, ...tables });
  }
  return JSON.parse(
    JSON.stringify(left)
      .replaceAll(who, 'x')
      .replaceAll(/02:fd:00:00:0[01]/g, 'mac')
      .replaceAll('"0000-00-00"', 'null'),
  );
}

/** The same story to OCS and to us: what both answered last, and what is left. */
async function tell(story: (who: Sent['who']) => Promise<unknown>) {
  const [theirs, ours] = [await story('theirs'), await story('ours')];
  expect(ours).toEqual(theirs);
  expect(await leftOf('ours')).toEqual(await leftOf('theirs'));
}

test('a device under another DEVICEID keeps what people gave it, as OCS does; only its ID stays here', async () => {
  let ourId = 0;
  await tell(async (who) => {
    const first = { who, second: 1, name: 'a', serial: 'S1', mac: '01' };
    await send(first);
    const id = await idOf(deviceIdOf(first));
    await connection.query("UPDATE accountinfo SET TAG = 'ROOM-7' WHERE HARDWARE_ID = ?", [id]);
    await connection.query("INSERT INTO devices (HARDWARE_ID, NAME, IVALUE) VALUES (?, 'FREQUENCY', 3)", [
      id,
    ]);
    await connection.query("INSERT INTO itmgmt_comments (HARDWARE_ID, COMMENTS) VALUES (?, 'a note')", [id]);
    await connection.query('INSERT INTO groups_cache (HARDWARE_ID, GROUP_ID, STATIC) VALUES (?, 990, 1)', [
      id,
    ]);
    await connection.query('UPDATE hardware SET QUALITY = 2, FIDELITY = 5 WHERE ID = ?', [id]);
    if (who === 'ours') ourId = id;
    return await send({ ...first, second: 2, drive: 'D:' });
  });

  expect(await idOf(deviceIdOf({ who: 'ours', second: 2, name: '', serial: '', mac: '' }))).toBe(ourId);
  const names = { DELETED: `ours-${run}-2026-01-02-03-04-01`, EQUIVALENT: `ours-${run}-2026-01-02-03-04-02` };
  expect(
    await rows('SELECT DELETED, EQUIVALENT FROM deleted_equiv WHERE DELETED LIKE ?', [`ours-${run}-%`]),
  ).toEqual([names]);
});

test('of three properties all have to agree', async () => {
  await tell(async (who) => {
    await send({ who, second: 3, name: 'b', serial: 'S1', mac: '01' });
    await send({ who, second: 4, name: 'c', serial: 'S4', mac: '04' });
    return await send({ who, second: 5, name: 'c', serial: 'S5', mac: '04' });
  });
});

test('a device that says its former DEVICEID takes its place', async () => {
  await tell(async (who) => {
    const former = { who, second: 6, name: 'd', serial: 'S6', mac: '06' };
    await send(former);
    return await send({
      who,
      second: 7,
      name: 'e',
      serial: 'S7',
      mac: '07',
      oldDeviceId: deviceIdOf(former),
    });
  });
});

test('AUTO_DUPLICATE_LVL 0 merges nothing', async () => {
  await setSetting('AUTO_DUPLICATE_LVL', 0);
  await tell(async (who) => {
    await send({ who, second: 8, name: 'f', serial: 'S8', mac: '08' });
    return await send({ who, second: 9, name: 'f', serial: 'S8', mac: '08' });
  });
});
