import { deflateSync, inflateSync } from 'node:zlib';
import { formatInventory, formatProlog, type InventorySections, parseReply } from '@popis/inventory-format';
import { getPeers } from '@popis/testing';
import type { FastifyInstance } from 'fastify';
import mysql, { type Connection, type RowDataPacket } from 'mysql2/promise';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildServer } from './server.ts';
import { openStore, type Store } from './store.ts';

/** A real OCS server and ours, both on its database: what each stores of the same inventory is compared. */
const { ocsUrl, ocsDatabaseUrl } = getPeers('ocsUrl', 'ocsDatabaseUrl');
const headers = {
  'user-agent': 'OCS-NG_unified_unix_agent_v2.8.1',
  'content-type': 'application/x-compress',
};
const run = Date.now().toString(36);
const theirs = `parity-theirs-${run}-2026-01-02-03-04-05`;
const ours = `parity-ours-${run}-2026-01-02-03-04-05`;

let store: Store;
let server: FastifyInstance;
let connection: Connection;

beforeAll(async () => {
  store = await openStore(ocsDatabaseUrl, 2, () => undefined);
  server = buildServer(store, { compatibility: 'loopback', extraUserAgents: [] });
  connection = await mysql.createConnection({ uri: ocsDatabaseUrl, dateStrings: true });
});
afterAll(async () => {
  await server?.close();
  await store?.close();
  for (const deviceId of [theirs, ours]) {
    for (const section of store?.sections.values() ?? []) {
      if (section.name !== 'HARDWARE') {
        await connection.query(
          `DELETE FROM ${section.table} WHERE HARDWARE_ID IN (SELECT ID FROM hardware WHERE DEVICEID = ?)`,
          [deviceId],
        );
      }
    }
    await connection.query(
      'DELETE FROM accountinfo WHERE HARDWARE_ID IN (SELECT ID FROM hardware WHERE DEVICEID = ?)',
      [deviceId],
    );
    await connection.query('DELETE FROM hardware WHERE DEVICEID = ?', [deviceId]);
  }
  await connection?.end();
});

async function sendToBoth(changes: InventorySections, tag: string) {
  const packed = (deviceId: string) =>
    deflateSync(
      formatInventory({
        deviceId,
        sections: sectionsOf(deviceId, changes),
        accountInfo: [{ name: 'TAG', value: tag }],
      }),
    );
  // OCS knows a session by its PROLOG, and complains of an inventory without one.
  await fetch(ocsUrl, { method: 'POST', headers, body: deflateSync(formatProlog(theirs)) });
  const answer = await fetch(ocsUrl, { method: 'POST', headers, body: packed(theirs) });
  await server.inject({
    method: 'POST',
    url: '/ocsinventory',
    headers,
    payload: deflateSync(formatProlog(ours)),
  });
  const own = await server.inject({ method: 'POST', url: '/ocsinventory', headers, payload: packed(ours) });
  expect(answer.status).toBe(200);
  expect(own.statusCode).toBe(200);
  const reply = (bytes: Uint8Array) => parseReply(inflateSync(bytes));
  return { theirs: reply(new Uint8Array(await answer.arrayBuffer())), ours: reply(own.rawPayload) };
}

async function rowsOf(table: string, deviceId: string): Promise<unknown[]> {
  const [rows] = await connection.query<RowDataPacket[]>(
    table === 'software'
      ? `SELECT n.NAME, p.PUBLISHER, v.VERSION, s.* FROM software s JOIN hardware h ON h.ID = s.HARDWARE_ID
         LEFT JOIN software_name n ON n.ID = s.NAME_ID LEFT JOIN software_publisher p ON p.ID = s.PUBLISHER_ID
         LEFT JOIN software_version v ON v.ID = s.VERSION_ID WHERE h.DEVICEID = ?`
      : `SELECT t.* FROM ${table} t JOIN hardware h ON h.ID = t.HARDWARE_ID WHERE h.DEVICEID = ?`,
    [deviceId],
  );
  const plain = rows.map(({ ID: _id, HARDWARE_ID: _device, ...row }) => row);
  return plain.sort((a, b) => JSON.stringify(a).localeCompare(JSON.stringify(b)));
}

async function hardwareOf(deviceId: string): Promise<Record<string, unknown>> {
  const [rows] = await connection.query<RowDataPacket[]>('SELECT * FROM hardware WHERE DEVICEID = ?', [
    deviceId,
  ]);
  const [found] = rows;
  if (found === undefined) throw new Error(`${deviceId} was not stored`);
  const { ID: _id, DEVICEID: _device, LASTDATE: _date, LASTCOME: _come, ...row } = found;
  return row;
}

async function expectSameRows(): Promise<void> {
  expect(unmarked(await hardwareOf(ours))).toEqual(unmarked(await hardwareOf(theirs)));
  for (const table of ['accountinfo', ...[...store.sections.values()].map((section) => section.table)]) {
    if (table !== 'hardware')
      expect(unmarked({ [table]: await rowsOf(table, ours) })).toEqual(
        unmarked({ [table]: await rowsOf(table, theirs) }),
      );
  }
}

/** Of one device or the other: OCS would take two of one name, serial and address for one, and merge them. */
function sectionsOf(deviceId: string, changes: InventorySections): InventorySections {
  const mark = deviceId === ours ? 'o' : 't';
  const [hardware] = changes.HARDWARE ?? sections.HARDWARE ?? [];
  return {
    ...sections,
    ...changes,
    HARDWARE: [{ ...hardware, NAME: `${mark}-parity-${run}` }],
    BIOS: [{ ...sections.BIOS?.[0], SSN: `${mark}-${run}` }],
    NETWORKS: (sections.NETWORKS ?? []).map((row, index) =>
      index === 0 ? { ...row, MACADDR: `02:fc:00:00:00:0${mark === 'o' ? 1 : 2}` } : row,
    ),
  };
}

/** The marks of {@link sectionsOf} taken away, and what is deliberately otherwise: no date is NULL, not 0000-00-00. */
function unmarked<Value>(value: Value): Value {
  return JSON.parse(
    JSON.stringify(value)
      .replaceAll('"0000-00-00"', 'null')
      .replaceAll(/"[ot]-/g, '"')
      .replaceAll(/02:fc:00:00:00:0[12]/g, 'mac'),
  );
}

const sections: InventorySections = {
  HARDWARE: [
    {
      CHECKSUM: '1572863',
      OSNAME: 'Debian GNU/Linux 12',
      MEMORY: '24105',
      PROCESSORN: '2',
      SWAP: '8192',
      IPADDR: '192.0.2.2',
      USERID: 'ana',
      DESCRIPTION: 'x86_64/00-00-00 00:15:37',
      VMSYSTEM: 'Physical',
      ARCH: 'x86_64',
    },
  ],
  BIOS: [{ SSN: `S-${run}`, SMODEL: 'OptiPlex 7090', SMANUFACTURER: 'Dell', ASSETTAG: 'N/A' }],
  MEMORIES: [
    { CAPACITY: '8192', CAPTION: 'DIMM', NUMSLOTS: '1', SPEED: '3200 MHz', TYPE: 'DDR4' },
    { CAPTION: 'DIMM', NUMSLOTS: '2' },
  ],
  STORAGES: [{ NAME: 'vda', DISKSIZE: '274877.906944', TYPE: 'disk' }, { NAME: 'zram0' }],
  DRIVES: [{ TYPE: '/', TOTAL: '262094', FREE: '240000', VOLUMN: '/dev/vda', FILESYSTEM: 'ext4' }],
  NETWORKS: [
    { DESCRIPTION: 'eth0', MACADDR: '02:fc:00:00:00:01', IPADDRESS: '192.0.2.2', STATUS: 'Up' },
    { DESCRIPTION: 'lo' },
  ],
  CPUS: [{ TYPE: 'Intel(R) Xeon(R) Processor', CORES: '2', LOGICAL_CPUS: '2' }],
  PRINTERS: [{ NAME: 'Imprimante é', PORT: 'LPT1', DRIVER: 'x' }],
  SLOTS: [{ NAME: 's', DESIGNATION: '1', STATUS: 'In Use' }],
  SOUNDS: [{ NAME: 'HDA', MANUFACTURER: 'Intel' }],
  VIDEOS: [{ NAME: 'VGA', MEMORY: '16' }],
  MONITORS: [{ CAPTION: 'DELL', SERIAL: 'ABC' }],
  REPOSITORY: [{ NAME: 'main', BASEURL: 'http://deb.debian.org/debian' }],
  VIRTUALMACHINES: [{ NAME: 'v1', STATUS: 'running', VCPU: '2', MEMORY: '512' }],
  SOFTWARES: [
    {
      NAME: `tool-${run}`,
      VERSION: '1.0-1',
      PUBLISHER: 'Debian',
      FILESIZE: '702464',
      COMMENTS: 'a & b',
      INSTALLDATE: '2025/04/20 00:00:00',
    },
    {
      NAME: `other-${run}`,
      VERSION: '2',
      INSTALLDATE: '2025/05/24 14:37:46',
      FOLDER: 'C:\\Program Files\\x',
    },
  ],
};

describe('beside a real OCS server', () => {
  test('a first inventory is stored alike', async () => {
    const replies = await sendToBoth({}, 'PARITY');

    expect(replies.ours).toEqual(replies.theirs);
    await expectSameRows();
  });

  test('a later one with some bits is stored alike', async () => {
    const [hardware = {}] = sections.HARDWARE ?? [];
    const later: InventorySections = {
      HARDWARE: [{ ...hardware, CHECKSUM: '513', USERID: 'SYSTEM', MEMORY: '32768' }],
      DRIVES: [
        { TYPE: '/', TOTAL: '262094', FREE: '1', VOLUMN: '/dev/vda', FILESYSTEM: 'ext4' },
        { TYPE: '/home' },
      ],
      MEMORIES: [{ CAPACITY: '1' }],
      SOFTWARES: (sections.SOFTWARES ?? []).slice(0, 1),
    };
    await connection.query('UPDATE hardware SET CHECKSUM = 0 WHERE DEVICEID IN (?, ?)', [theirs, ours]);

    const replies = await sendToBoth(later, 'PARITY');

    expect(replies.ours).toEqual(replies.theirs);
    await expectSameRows();
  });

  test('another TAG is corrected alike', async () => {
    const replies = await sendToBoth({}, 'OTHER');

    expect(replies.ours.response).toBe('ACCOUNT_UPDATE');
    expect(replies.ours).toEqual(replies.theirs);
  });
});
