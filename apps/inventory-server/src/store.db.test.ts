import {
  DEFAULT_LIMITS,
  formatInventory,
  type InventoryRequest,
  type InventorySections,
  parseReport,
} from '@popis/inventory-format';
import { createEmptyMysqlDatabase, getPeers, type TestDatabase } from '@popis/testing';
import mysql, { type Connection, type RowDataPacket } from 'mysql2/promise';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { storeInventory } from './inventory/store-inventory.ts';
import { answerProlog } from './prolog/answer-prolog.ts';
import { openStore, type Store } from './store.ts';

/** The database of a real OCS server, made by OCS's own SQL; here a copy of its tables. */
const { mariadbUrl, ocsDatabaseUrl } = getPeers('mariadbUrl', 'ocsDatabaseUrl');
const deviceId = 'pc-2026-01-02-03-04-05';
const sender = { address: '192.0.2.2', userAgent: 'OCS-NG_WINDOWS_AGENT_v2.10.1.0' };
const COPIED_WITH_ROWS = ['config', 'software_name', 'software_publisher', 'software_version'];

let database: TestDatabase;
let connection: Connection;
let store: Store;

async function rows(sql: string, values: string[] = []): Promise<RowDataPacket[]> {
  const [found] = await connection.execute<RowDataPacket[]>(sql, values);
  return found;
}

async function schema(): Promise<RowDataPacket[]> {
  return await rows(
    'SELECT table_name, column_name, column_type FROM information_schema.columns WHERE table_schema = DATABASE() ORDER BY 1, 2',
  );
}

beforeAll(async () => {
  database = await createEmptyMysqlDatabase();
  connection = await mysql.createConnection({ uri: mariadbUrl, dateStrings: true });
  const source = new URL(ocsDatabaseUrl).pathname.slice(1);
  const target = new URL(database.url).pathname.slice(1);
  const [tables] = await connection.query<RowDataPacket[]>(
    "SELECT table_name AS name FROM information_schema.tables WHERE table_schema = ? AND table_type = 'BASE TABLE'",
    [source],
  );
  for (const { name } of tables) {
    await connection.query(`CREATE TABLE \`${target}\`.\`${name}\` LIKE \`${source}\`.\`${name}\``);
  }
  await connection.changeUser({ database: target });
  for (const name of COPIED_WITH_ROWS) {
    await connection.query(`INSERT INTO \`${name}\` SELECT * FROM \`${source}\`.\`${name}\``);
  }
});
afterAll(async () => {
  await store?.close();
  await connection?.end();
  await database?.drop();
});

function inventory(sections: InventorySections): InventoryRequest {
  const xml = formatInventory({ deviceId, sections, accountInfo: [{ name: 'TAG', value: 'SITE-1' }] });
  const outcome = parseReport(Buffer.from(xml), DEFAULT_LIMITS);
  if (!outcome.accepted || outcome.value.request.query !== 'INVENTORY') throw new Error('no inventory');
  return outcome.value.request;
}

test('the database of a real OCS server is used as found', async () => {
  const before = await schema();

  store = await openStore(database.url, 4, () => undefined);

  expect(store.digestMemory).toBeDefined();
  expect(before.length).toBeGreaterThan(400);
  expect(await schema()).toEqual(before);
});

test('inventories are stored there in its own columns', async () => {
  const sections: InventorySections = {
    HARDWARE: [{ NAME: 'PC-1', MEMORY: '8192', CHECKSUM: '4194303', DESCRIPTION: 'Ž 😀', USERID: 'ana' }],
    BIOS: [{ SSN: 'SER1', SMODEL: 'OptiPlex' }],
    MEMORIES: [{ CAPACITY: '8192', NUMSLOTS: '1' }],
    BATTERIES: [{ NAME: 'B1', CYCLES: '7', CHEMISTRY: 'Li-Ion, a very long chemistry' }],
    SOFTWARES: [
      { NAME: 'Tool', VERSION: '1.0', PUBLISHER: 'Firma', INSTALLDATE: '2026/01/02' },
      { NAME: 'tool', VERSION: '1.0', PUBLISHER: 'FIRMA' },
      { NAME: 'Other 😀', VERSION: 'N/A' },
    ],
    LOCAL_USERS: [{ LOGIN: 'ana' }],
    PRINTERS: [{ NAME: 'P', RESOLUTION: 'x'.repeat(90) }],
  };

  const { reply } = await storeInventory(store, inventory(sections), sender);

  expect(reply.response).toBe('NO_ACCOUNT_UPDATE');
  expect(
    await rows('SELECT NAME, MEMORY, DESCRIPTION, USERID, FIDELITY, IPSRC FROM hardware WHERE DEVICEID = ?', [
      deviceId,
    ]),
  ).toEqual([
    { NAME: 'PC-1', MEMORY: 8192, DESCRIPTION: 'Ž \ufffd', USERID: 'ana', FIDELITY: 1, IPSRC: '192.0.2.2' },
  ]);
  expect(await rows('SELECT TAG FROM accountinfo')).toEqual([{ TAG: 'SITE-1' }]);
  expect(await rows('SELECT SSN, SMODEL, ASSETTAG FROM bios')).toEqual([
    { SSN: 'SER1', SMODEL: 'OptiPlex', ASSETTAG: '' },
  ]);
  expect(await rows('SELECT NAME, CHEMISTRY FROM batteries')).toEqual([
    { NAME: 'B1', CHEMISTRY: 'Li-Ion, a very long ' },
  ]);
  // Its dictionaries take words that differ in capitals for one.
  expect(
    await rows(
      `SELECT n.NAME, p.PUBLISHER, v.VERSION, s.INSTALLDATE FROM software s JOIN software_name n ON n.ID = s.NAME_ID
       JOIN software_publisher p ON p.ID = s.PUBLISHER_ID JOIN software_version v ON v.ID = s.VERSION_ID ORDER BY n.NAME DESC`,
    ),
  ).toEqual([
    {
      NAME: 'Tool',
      PUBLISHER: expect.stringMatching(/^firma$/i),
      VERSION: '1.0',
      INSTALLDATE: '2026-01-02 00:00:00',
    },
    { NAME: 'Other \ufffd', PUBLISHER: 'Unavailable', VERSION: 'Unavailable', INSTALLDATE: null },
  ]);
});

test('there too, software that is the same keeps its rows, and sections without their bit are left', async () => {
  const before = await rows('SELECT ID FROM software ORDER BY ID');
  const sections: InventorySections = {
    HARDWARE: [{ NAME: 'PC-1', CHECKSUM: '1' }],
    MEMORIES: [{ CAPACITY: '4096' }],
    SOFTWARES: [
      { NAME: 'Tool', VERSION: '1.0', PUBLISHER: 'Firma', INSTALLDATE: '2026/01/02' },
      { NAME: 'Other 😀', VERSION: 'N/A' },
    ],
  };

  await storeInventory(store, inventory(sections), sender);

  expect(await rows('SELECT ID FROM software ORDER BY ID')).toEqual(before);
  expect(await rows('SELECT CAPACITY FROM memories')).toEqual([{ CAPACITY: '8192' }]);
});

test('there too, what is the same is not written again, unless another server has been there', async () => {
  const sections: InventorySections = {
    HARDWARE: [{ NAME: 'PC-1', CHECKSUM: '4194303' }],
    PORTS: [{ NAME: 'COM1' }],
    SOFTWARES: [{ NAME: 'Tool', VERSION: '1.0', PUBLISHER: 'Firma', INSTALLDATE: '2026/01/02' }],
  };
  const send = async () => (await storeInventory(store, inventory(sections), sender)).writtenSections;

  expect(await send()).toEqual(['PORTS', 'SOFTWARES']);
  expect(await send()).toEqual([]);
  await connection.query("UPDATE hardware SET LASTDATE = '2026-01-01 00:00:00'");
  expect(await send()).toEqual(['PORTS', 'SOFTWARES']);
});

test('there too, what another server stored in the same second is seen', async () => {
  const other = await openStore(database.url, 2, () => undefined);
  const sections = (name: string): InventorySections => ({
    HARDWARE: [{ NAME: 'PC-1', CHECKSUM: '4194303' }],
    PORTS: [{ NAME: name }],
  });
  try {
    for (const [through, name] of [
      [store, 'COM1'],
      [other, 'COM2'],
      [store, 'COM1'],
      [other, 'COM2'],
      [other, 'COM3'],
      [store, 'COM1'],
    ] as const) {
      await storeInventory(through, inventory(sections(name)), sender);

      expect(await rows('SELECT NAME FROM ports')).toEqual([{ NAME: name }]);
    }
  } finally {
    await other.close();
  }
});

test('its settings count', async () => {
  await connection.query("UPDATE config SET IVALUE = 7 WHERE NAME = 'FREQUENCY'");

  const reply = await answerProlog(store, { query: 'PROLOG', deviceId }, sender);

  expect(reply).toMatchObject({ response: 'STOP', prologFrequencyHours: 24, inventoryOnStartup: true });
});
