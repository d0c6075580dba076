import { deflateSync, inflateSync } from 'node:zlib';
import {
  formatDownloadResult,
  formatInventory,
  formatProlog,
  type InventoryContent,
  type Order,
  parseReply,
  type Reply,
} from '@popis/inventory-format';
import { getPeers } from '@popis/testing';
import type { FastifyInstance } from 'fastify';
import mysql, { type Connection, type ResultSetHeader, type RowDataPacket } from 'mysql2/promise';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildServer } from './server.ts';
import { openStore, type Store } from './store.ts';

/** A real OCS server and ours, both on its database: what each orders and keeps of the same contacts is compared. */
const { ocsUrl, ocsDatabaseUrl, mariadbUrl } = getPeers('ocsUrl', 'ocsDatabaseUrl', 'mariadbUrl');
const headers = {
  'user-agent': 'OCS-NG_unified_unix_agent_v2.8.1',
  'content-type': 'application/x-compress',
};
const run = Date.now().toString(36);
type Side = 'theirs' | 'ours';
const sides = ['theirs', 'ours'] as const;

let store: Store;
let server: FastifyInstance;
let connection: Connection;
/** With the rights to see what others are doing. */
let admin: Connection;

beforeAll(async () => {
  store = await openStore(ocsDatabaseUrl, 2, () => undefined);
  server = buildServer(store, { compatibility: 'loopback', extraUserAgents: [] });
  connection = await mysql.createConnection({ uri: ocsDatabaseUrl, dateStrings: true });
  admin = await mysql.createConnection(mariadbUrl);
  await connection.query("UPDATE config SET IVALUE = 1 WHERE NAME IN ('DOWNLOAD', 'TRACE_DELETED')");
  for (const side of sides) await inventory(side);
});
afterAll(async () => {
  await server?.close();
  await connection?.query("UPDATE config SET IVALUE = 0 WHERE NAME IN ('DOWNLOAD', 'TRACE_DELETED')");
  const like = `%-${run}-%`;
  for (const section of store?.sections.values() ?? []) {
    if (section.name !== 'HARDWARE') {
      await connection.query(
        `DELETE FROM ${section.table} WHERE HARDWARE_ID IN (SELECT ID FROM hardware WHERE DEVICEID LIKE ?)`,
        [like],
      );
    }
  }
  for (const table of ['accountinfo', 'devices', 'download_history', 'groups_cache']) {
    await connection.query(
      `DELETE FROM ${table} WHERE HARDWARE_ID IN (SELECT ID FROM hardware WHERE DEVICEID LIKE ?)`,
      [like],
    );
  }
  await connection.query('DELETE FROM hardware WHERE DEVICEID LIKE ? OR NAME = ?', [like, `group-${run}`]);
  await connection.query('DELETE FROM `groups` WHERE HARDWARE_ID NOT IN (SELECT ID FROM hardware)');
  await connection.query('DELETE FROM download_enable WHERE INFO_LOC = ?', [run]);
  await connection.query("DELETE FROM netmap WHERE NETID LIKE '10.77.%'");
  await store?.close();
  await connection?.end();
  await admin?.end();
});

function deviceIdOf(side: Side, age = ''): string {
  return `parity${age}-${side}-${run}-2026-01-02-03-04-05`;
}

async function post(side: Side, xml: string): Promise<Reply | undefined> {
  const payload = deflateSync(xml);
  if (side === 'ours') {
    const answer = await server.inject({ method: 'POST', url: '/ocsinventory', headers, payload });
    expect(answer.statusCode).toBe(200);
    return answer.rawPayload.length === 0 ? undefined : parseReply(inflateSync(answer.rawPayload));
  }
  const answer = await fetch(ocsUrl, { method: 'POST', headers, body: payload });
  expect(answer.status).toBe(200);
  const bytes = new Uint8Array(await answer.arrayBuffer());
  await waitForCommit();
  return bytes.length === 0 ? undefined : parseReply(inflateSync(bytes));
}

/** OCS answers first and ends its transaction afterwards. MariaDB tells which are open as of at most 100 ms ago. */
async function waitForCommit(): Promise<void> {
  const database = new URL(ocsDatabaseUrl).pathname.slice(1);
  const until = Date.now() + 10_000;
  for (let open = true; open; ) {
    await new Promise((resolve) => setTimeout(resolve, 120));
    const [rows] = await admin.query<RowDataPacket[]>(
      `SELECT 1 FROM information_schema.innodb_trx t
       JOIN information_schema.processlist p ON p.id = t.trx_mysql_thread_id WHERE p.db = ?`,
      [database],
    );
    open = rows.length > 0;
    if (open && Date.now() > until) throw new Error('the OCS server does not end its transaction');
  }
}

async function prolog(side: Side, age = ''): Promise<Order[]> {
  const reply = await post(side, formatProlog(deviceIdOf(side, age)));
  const orders = reply?.orders ?? [];
  return orders.sort((left, right) => left.name.localeCompare(right.name));
}

/** Each side has a name, serial, address and subnet of its own: OCS would take two alike for one. */
async function inventory(
  side: Side,
  more: Partial<InventoryContent> = {},
  age = '',
): Promise<Reply | undefined> {
  const number = side === 'ours' ? 1 : 2;
  await prolog(side, age);
  return await post(
    side,
    formatInventory({
      deviceId: deviceIdOf(side, age),
      sections: {
        HARDWARE: [{ NAME: `${side}-${run}`, CHECKSUM: '513', USERID: 'ana', MEMORY: '4096' }],
        BIOS: [{ SSN: `${side}-${run}` }],
        NETWORKS: [
          {
            DESCRIPTION: 'eth0',
            STATUS: 'Up',
            MACADDR: `02:77:00:00:00:0${number}`,
            IPADDRESS: `10.77.${number}.9`,
            IPMASK: '255.255.255.0',
            IPSUBNET: `10.77.${number}.0`,
          },
        ],
      },
      accountInfo: [{ name: 'TAG', value: 'AGENT' }],
      ...more,
    }),
  );
}

async function insert(sql: string, values: unknown[]): Promise<number> {
  const [result] = await connection.query<ResultSetHeader>(sql, values);
  return result.insertId;
}

async function idOf(side: Side, age = ''): Promise<number> {
  const [rows] = await connection.query<RowDataPacket[]>('SELECT ID FROM hardware WHERE DEVICEID = ?', [
    deviceIdOf(side, age),
  ]);
  return Number(rows[0]?.ID);
}

async function rowsOf(sql: string, values: unknown[]): Promise<unknown[]> {
  const [rows] = await connection.query<RowDataPacket[]>(sql, values);
  return rows.map((row) => ({ ...row }));
}

async function statesOf(side: Side, age = ''): Promise<unknown[]> {
  return await rowsOf(
    `SELECT NAME, IVALUE, TVALUE, COMMENTS REGEXP '^[A-Z][a-z]{2} [A-Z][a-z]{2} [ 0-9][0-9] [0-9:]{8} [0-9]{4}$' AS isDated
     FROM devices WHERE HARDWARE_ID = ? AND NAME LIKE 'DOWNLOAD%' ORDER BY NAME, IVALUE`,
    [await idOf(side, age)],
  );
}

async function makeGroup(request: string, definition: string): Promise<number> {
  const group = await insert("INSERT INTO hardware (DEVICEID, NAME) VALUES ('_SYSTEMGROUP_', ?)", [
    `group-${run}`,
  ]);
  await connection.query(
    'INSERT INTO `groups` (HARDWARE_ID, REQUEST, XMLDEF, CREATE_TIME, REVALIDATE_FROM) VALUES (?, ?, ?, 0, 0)',
    [group, request, definition],
  );
  return group;
}

test('packages of a device and its group are ordered, marked and answered for alike', async () => {
  const activate = async (fileId: string) =>
    await insert(
      "INSERT INTO download_enable (FILEID, INFO_LOC, PACK_LOC, CERT_PATH, CERT_FILE) VALUES (?, ?, 'server/download', 'INSTALL_PATH', '')",
      [fileId, run],
    );
  const own = await activate('1700000001');
  const ofGroup = await activate('1700000002');
  const installed = await activate('1700000003');
  const group = await insert("INSERT INTO hardware (DEVICEID, NAME) VALUES ('_SYSTEMGROUP_', ?)", [
    `group-${run}`,
  ]);
  const affect = 'INSERT INTO devices (HARDWARE_ID, NAME, IVALUE, TVALUE) VALUES (?, ?, ?, ?)';
  await insert(affect, [group, 'DOWNLOAD', ofGroup, null]);
  await insert(affect, [group, 'DOWNLOAD_POSTCMD', ofGroup, 'reboot']);
  for (const side of sides) {
    const id = await idOf(side);
    await insert('INSERT INTO groups_cache (HARDWARE_ID, GROUP_ID, STATIC) VALUES (?, ?, 1)', [id, group]);
    await insert('INSERT INTO download_history (HARDWARE_ID, PKG_ID) VALUES (?, 1700000003)', [id]);
    await insert(affect, [id, 'DOWNLOAD', own, null]);
    await insert(affect, [id, 'DOWNLOAD', installed, null]);
    await insert(affect, [id, 'DOWNLOAD_SCHEDULE', own, '2026/12/24 10:00']);
  }
  const seen: Record<Side, unknown[]> = { theirs: [], ours: [] };

  for (const side of sides) {
    const look = async () => seen[side].push(await prolog(side), await statesOf(side));
    await look();
    await look();
    await post(side, formatDownloadResult(deviceIdOf(side), '1700000001', 'SUCCESS_3'));
    await post(side, formatDownloadResult(deviceIdOf(side), '1700000099', 'SUCCESS'));
    await look();
    await inventory(side, { downloadHistory: ['1700000001', '1700000002'] });
    await look();
    await insert(affect, [await idOf(side), 'DOWNLOAD_FORCE', ofGroup, '1']);
    await connection.query("UPDATE devices SET TVALUE = NULL WHERE NAME = 'DOWNLOAD' AND IVALUE = ?", [
      ofGroup,
    ]);
    await look();
  }

  expect(JSON.stringify(seen.ours)).toContain('"TYPE":"PACK"');
  expect(seen.ours).toEqual(seen.theirs);
});

test('what a scan found is kept, and a scan that was not made costs the subnet, alike', async () => {
  const seen: Record<Side, unknown[]> = { theirs: [], ours: [] };

  for (const side of sides) {
    const number = side === 'ours' ? 1 : 2;
    const subnet = `10.77.${number}.0`;
    const elected = async () =>
      await rowsOf("SELECT NAME, IVALUE FROM devices WHERE NAME = 'IPDISCOVER' AND TVALUE = ?", [subnet]);
    await insert("INSERT INTO devices (HARDWARE_ID, NAME, IVALUE, TVALUE) VALUES (?, 'IPDISCOVER', 1, ?)", [
      await idOf(side),
      subnet,
    ]);
    const orders = await prolog(side);
    const order = orders.find(({ name }) => name === 'IPDISCOVER');
    await inventory(side, {
      discovered: [
        { ip: `10.77.${number}.50`, mac: `02:77:aa:00:00:0${number}`, name: 'printer' },
        { ip: 'bad', mac: `02:77:ab:00:00:0${number}` },
        { ip: `10.77.${number}.51`, mac: 'bad' },
      ],
    });
    const found = await rowsOf(
      "SELECT REPLACE(IP, ?, '') AS IP, MASK, NAME FROM netmap WHERE NETID = ? ORDER BY IP",
      [`10.77.${number}.`, subnet],
    );
    const kept = await elected();
    await inventory(side);
    seen[side] = [order?.parameters.map(({ attributes }) => attributes), found, kept, await elected()];
  }

  expect(seen.ours).toEqual(seen.theirs);
  expect(seen.ours.at(-1)).toEqual([]);
});

test('groups find the same devices', async () => {
  const guard = "deviceid <> '_SYSTEMGROUP_' AND deviceid <> '_DOWNLOADGROUP_'";
  const groups = [
    await makeGroup(`SELECT DISTINCT ID FROM hardware WHERE NAME LIKE '%${run}' AND ${guard}`, ''),
    await makeGroup(
      '',
      `<xmldef><REQUEST>SELECT DISTINCT HARDWARE_ID FROM bios WHERE SSN LIKE '%${run}'</REQUEST>
       <REQUEST>SELECT DISTINCT ID FROM hardware WHERE MEMORY = 4096 AND ${guard.replaceAll('<>', '&lt;&gt;')}</REQUEST></xmldef>`,
    ),
  ];
  const seen: Record<Side, unknown[]> = { theirs: [], ours: [] };

  for (const side of sides) {
    await connection.query(
      'UPDATE `groups` SET REVALIDATE_FROM = 0, CREATE_TIME = 0 WHERE HARDWARE_ID IN (?)',
      [groups],
    );
    await connection.query('DELETE FROM groups_cache WHERE GROUP_ID IN (?)', [groups]);
    await prolog(side);
    seen[side] = await rowsOf(
      'SELECT GROUP_ID, HARDWARE_ID, STATIC FROM groups_cache WHERE GROUP_ID IN (?) ORDER BY GROUP_ID, HARDWARE_ID',
      [groups],
    );
  }

  expect(seen.theirs).toHaveLength(4);
  expect(seen.ours).toEqual(seen.theirs);
});

/** OCS keeps the new row and we the old one, so their ids are not compared. */
test('a device takes the place of the one it was before alike', async () => {
  const seen: Record<Side, unknown[]> = { theirs: [], ours: [] };

  for (const side of sides) {
    const old = await idOf(side);
    await connection.query('UPDATE hardware SET CHECKSUM = 8, QUALITY = 1.5, FIDELITY = 40 WHERE ID = ?', [
      old,
    ]);
    await connection.query("UPDATE accountinfo SET TAG = 'ADMIN' WHERE HARDWARE_ID = ?", [old]);
    const reply = await inventory(side, { oldDeviceId: deviceIdOf(side) }, 'new');
    const id = await idOf(side, 'new');
    seen[side] = [
      reply,
      await idOf(side),
      await rowsOf('SELECT CHECKSUM, QUALITY, FIDELITY, USERID FROM hardware WHERE ID = ?', [id]),
      await rowsOf('SELECT TAG FROM accountinfo WHERE HARDWARE_ID = ?', [id]),
      await statesOf(side, 'new'),
      await rowsOf('SELECT STATIC FROM groups_cache WHERE HARDWARE_ID = ? AND STATIC <> 0', [id]),
    ];
  }

  expect(seen.ours).toEqual(seen.theirs);
  expect(seen.ours[0]).toMatchObject({ response: 'ACCOUNT_UPDATE' });
});
