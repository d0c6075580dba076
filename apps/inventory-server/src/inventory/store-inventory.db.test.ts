import { readFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import {
  DEFAULT_LIMITS,
  formatInventory,
  type InventoryRequest,
  type InventorySections,
  parseReport,
  type SectionRow,
} from '@popis/inventory-format';
import { createEmptyDatabase, createEmptyMysqlDatabase, type TestDatabase } from '@popis/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Row } from '../database/database.ts';
import { storeDownloadResult } from '../download/download-result.repository.ts';
import { storeNotification } from '../notify.repository.ts';
import { answerProlog } from '../prolog/answer-prolog.ts';
import { openStore, type Store } from '../store.ts';
import { storeInventory } from './store-inventory.ts';

const sender = { address: '192.0.2.2', userAgent: 'OCS-NG_unified_unix_agent_v2.10.0' };
const captured = path.resolve(import.meta.dirname, '../../fixtures/unix-agent-2.10-inventory.xml.gz');

let store: Store;
let count = 0;
let deviceId = '';

beforeEach(() => {
  count += 1;
  deviceId = `pc${count}-2026-01-02-03-04-05`;
});

function toInventory(xml: string | Buffer): InventoryRequest {
  const outcome = parseReport(Buffer.from(xml), DEFAULT_LIMITS);
  if (!outcome.accepted || outcome.value.request.query !== 'INVENTORY') throw new Error('no inventory');
  return outcome.value.request;
}

function inventory(sections: InventorySections, more: Partial<InventoryRequest> = {}): InventoryRequest {
  const xml = formatInventory({ deviceId, sections, accountInfo: [{ name: 'TAG', value: 'T1' }] });
  return { ...toInventory(xml), ...more };
}

async function send(sections: InventorySections, more: Partial<InventoryRequest> = {}) {
  return await storeInventory(store, inventory(sections, more), sender);
}

async function query(sql: string, values: (string | number)[] = []): Promise<Row[]> {
  return await store.database.statements.query(sql, values);
}

async function rowsOf(table: string, columns: string, id = deviceId): Promise<Row[]> {
  return await query(
    `SELECT ${columns} FROM ${table} t JOIN hardware h ON h.id = t.hardware_id WHERE h.deviceid = ? ORDER BY 1`,
    [id],
  );
}

async function hardware(columns: string, id = deviceId): Promise<Row> {
  const [row, ...others] = await query(`SELECT ${columns} FROM hardware h WHERE h.deviceid = ?`, [id]);
  if (row === undefined || others.length > 0) throw new Error(`${others.length + 1} rows of ${id}`);
  return row;
}

async function countOf(table: string, id = deviceId): Promise<number> {
  const [row] = await rowsOf(table, 'count(*) AS n', id);
  return Number(row?.n);
}

const dialects = [
  { name: 'PostgreSQL', create: createEmptyDatabase },
  { name: 'MariaDB', create: createEmptyMysqlDatabase },
];

describe.each(dialects)('on $name', ({ create }) => {
  let database: TestDatabase;
  let opened: Store;

  beforeAll(async () => {
    database = await create();
    opened = await openStore(database.url, 10, () => undefined);
    store = opened;
  });
  afterAll(async () => {
    await opened?.close();
    await database?.drop();
  });

  test('the inventory of a real agent is stored whole', async () => {
    const request = { ...toInventory(gunzipSync(readFileSync(captured))), deviceId };

    const stored = await storeInventory(store, request, sender);

    expect(stored).toMatchObject({ isNewDevice: true, reply: { response: 'NO_ACCOUNT_UPDATE' } });
    const counts: Record<string, number> = {};
    for (const section of store.sections.values()) {
      if (section.name !== 'HARDWARE') counts[section.table] = await countOf(section.table);
    }
    expect(Object.fromEntries(Object.entries(counts).filter(([, rows]) => rows > 0))).toEqual({
      controllers: 6,
      cpus: 1,
      drives: 1,
      local_groups: 48,
      local_users: 25,
      networks: 4,
      repository: 3,
      software: 806,
      storages: 2,
    });
    expect(
      await hardware(
        'h.name AS name, h.memory AS memory, h.swap AS swap, h.processors AS processors, h.workgroup AS workgroup, h.ipaddr AS ipaddr, h.ipsrc AS ipsrc, h.checksum AS checksum, h.fidelity AS fidelity, h.useragent AS useragent, h.userid AS userid',
      ),
    ).toEqual({
      name: 'vm',
      memory: 24105,
      swap: 0,
      processors: 0,
      workgroup: 'WORKGROUP',
      ipaddr: '192.0.2.2',
      ipsrc: '192.0.2.2',
      checksum: 262143 | 1572863,
      fidelity: 1,
      useragent: sender.userAgent,
      userid: null,
    });
    expect(await rowsOf('accountinfo', 't.tag AS tag')).toEqual([{ tag: 'BENCH-TAG' }]);
    expect(await rowsOf('storages', 't.name AS name, t.disksize AS disksize')).toEqual([
      { name: 'vda', disksize: 274878 },
      { name: 'zram0', disksize: 0 },
    ]);
    const [adduser] = await query(
      `SELECT n.name AS name, v.version AS version, p.publisher AS publisher, s.filesize AS filesize, s.installdate AS installdate
       FROM software s JOIN software_name n ON n.id = s.name_id JOIN software_version v ON v.id = s.version_id
       JOIN software_publisher p ON p.id = s.publisher_id WHERE n.name = ?`,
      ['adduser'],
    );
    expect(adduser).toEqual({
      name: 'adduser',
      version: '3.134',
      publisher: 'Unavailable',
      filesize: 702464,
      installdate: '2025-04-20 00:00:00',
    });
  });

  test('the same inventory again writes no section', async () => {
    const request = { ...toInventory(gunzipSync(readFileSync(captured))), deviceId };
    await storeInventory(store, request, sender);
    const before = await rowsOf('software', 't.id AS id');

    const again = await storeInventory(store, request, sender);

    expect(again).toMatchObject({ isNewDevice: false, writtenSections: [] });
    expect(await rowsOf('software', 't.id AS id')).toEqual(before);
  });

  test('one changed title changes one row', async () => {
    const title = (NAME: string) => ({ NAME, VERSION: '1', PUBLISHER: 'P' });
    await send({ SOFTWARES: [title('a'), title('b'), title('c')] });
    const before = await rowsOf('software', 't.id AS id');

    const { writtenSections } = await send({
      SOFTWARES: [title('a'), title('b'), { ...title('c'), VERSION: '2' }],
    });

    expect(writtenSections).toEqual(['SOFTWARES']);
    const after = await rowsOf('software', 't.id AS id');
    expect(after).toHaveLength(3);
    expect(after.slice(0, 2)).toEqual(before.slice(0, 2));
    expect(after[2]).not.toEqual(before[2]);
  });

  test('a section whose bit is not set is left as it is, and so is one that did not come', async () => {
    await send({
      HARDWARE: [{ NAME: 'pc', CHECKSUM: '1572863' }],
      MEMORIES: [{ CAPACITY: '8192' }],
      PORTS: [{ NAME: 'COM1' }],
      DRIVES: [{ LETTER: 'C:' }],
    });

    await send({
      HARDWARE: [{ NAME: 'pc', CHECKSUM: '513' }],
      MEMORIES: [{ CAPACITY: '4096' }],
      DRIVES: [{ LETTER: 'D:' }, { LETTER: 'E:' }],
    });

    expect(await rowsOf('memories', 't.capacity AS capacity')).toEqual([{ capacity: '8192' }]);
    expect(await rowsOf('ports', 't.name AS name')).toEqual([{ name: 'COM1' }]);
    expect(await rowsOf('drives', 't.letter AS letter')).toEqual([{ letter: 'D:' }, { letter: 'E:' }]);
  });

  test('an empty section means none any more of our own agent, and nothing of another', async () => {
    const full = { PORTS: [{ NAME: 'COM1' }], SOFTWARES: [{ NAME: 'x', VERSION: '1' }] };
    await send(full);

    await send({ PORTS: [], SOFTWARES: [] });
    expect([await countOf('ports'), await countOf('software')]).toEqual([1, 1]);

    const none = { ...inventory({}), sections: { PORTS: [], SOFTWARES: [] } };
    await storeInventory(store, none, { ...sender, userAgent: 'Popis-Agent_v0.1.0' });
    expect([await countOf('ports'), await countOf('software')]).toEqual([0, 0]);
    await send(full);
    expect([await countOf('ports'), await countOf('software')]).toEqual([1, 1]);
  });

  test('an agent without CHECKSUM has every section written', async () => {
    await send({ HARDWARE: [{ NAME: 'pc' }], MEMORIES: [{ CAPACITY: '8192' }] });

    await send({ HARDWARE: [{ NAME: 'pc' }], MEMORIES: [{ CAPACITY: '4096' }] });

    expect(await rowsOf('memories', 't.capacity AS capacity')).toEqual([{ capacity: '4096' }]);
  });

  test('CHECKSUM gathers until a consumer clears it', async () => {
    await send({ HARDWARE: [{ CHECKSUM: '1' }] });
    await query('UPDATE hardware SET checksum = 0 WHERE deviceid = ?', [deviceId]);

    await send({ HARDWARE: [{ CHECKSUM: '512' }] });
    await send({ HARDWARE: [{ CHECKSUM: '4' }] });

    expect(await hardware('h.checksum AS checksum')).toEqual({ checksum: 512 | 4 | 1 });
  });

  test('a log is only added to, and once', async () => {
    const entry = (DATE: string) => ({ JOURNALLOG: 'x', DATE });
    await send({ JOURNALLOG: [entry('1')] });
    await send({ JOURNALLOG: [entry('1')] });
    await send({ JOURNALLOG: [entry('2')] });

    expect(await rowsOf('journallog', 't.date AS day')).toEqual([{ day: '1' }, { day: '2' }]);
  });

  test('values are stored as they are, whatever they hold, and cut to their columns', async () => {
    const nasty = `'; DROP TABLE hardware; -- \\' " \\0 %_ {"a"} {a,b} NULL 日本 😀 é`;

    await send({
      HARDWARE: [{ NAME: nasty, ARCH: 'x86_64-linux-gnu', DESCRIPTION: 'd'.repeat(400), USERID: nasty }],
      SOFTWARES: [
        { NAME: nasty, COMMENTS: nasty, GUID: '{0F2A}', FOLDER: 'C:\\Program Files\\x', LANGUAGE: 'null' },
      ],
      PORTS: [{ NAME: nasty }, { NAME: '' }, { NAME: 'NULL', TYPE: '\\' }],
    });

    expect(await hardware('h.name AS name, h.arch AS arch, h.userid AS userid')).toEqual({
      name: nasty,
      arch: 'x86_64-lin',
      userid: nasty,
    });
    expect(String((await hardware('h.description AS description')).description)).toHaveLength(255);
    expect(
      await rowsOf(
        'software',
        't.comments AS comments, t.guid AS guid, t.folder AS folder, t.language AS language',
      ),
    ).toEqual([{ comments: nasty, guid: '{0F2A}', folder: 'C:\\Program Files\\x', language: 'null' }]);
    expect(
      (await rowsOf('ports', 't.name AS name, t.type AS type')).toSorted((a, b) =>
        String(a.type).localeCompare(String(b.type)),
      ),
    ).toEqual([
      { name: nasty, type: '' },
      { name: 'NULL', type: '\\' },
    ]);
  });

  test('words that differ in capitals, accents or blanks at their ends are kept', async () => {
    const names = ['Tool', 'tool', 'tôol', 'Tool  '];

    await send({ SOFTWARES: names.map((NAME) => ({ NAME, VERSION: '1' })) });

    const rows = await query(
      `SELECT n.name AS name FROM software s JOIN software_name n ON n.id = s.name_id
       JOIN hardware h ON h.id = s.hardware_id WHERE h.deviceid = ?`,
      [deviceId],
    );
    const found = rows.map((row) => String(row.name).trimEnd());
    expect(new Set(found)).toEqual(new Set(['Tool', 'tool', 'tôol']));
  });

  test('two first inventories of one device at once give one device', async () => {
    const sections = { HARDWARE: [{ NAME: 'pc' }], PORTS: [{ NAME: 'COM1' }, { NAME: 'COM2' }] };

    const replies = await Promise.all([1, 2, 3, 4].map(() => send(sections)));

    expect(replies.filter((reply) => reply.isNewDevice)).toHaveLength(1);
    expect(await hardware('h.name AS name')).toEqual({ name: 'pc' });
    expect(await countOf('ports')).toBe(2);
    expect(await countOf('accountinfo')).toBe(1);
  });

  test('many new devices with the same new software at once are all stored', async () => {
    const ids = Array.from({ length: 24 }, (_, index) => `many${index}-${deviceId}`);
    const titles = Array.from({ length: 150 }, (_, index) => ({
      NAME: `title ${index} of ${deviceId}`,
      PUBLISHER: `publisher ${index % 20} of ${deviceId}`,
      VERSION: `${index}.${deviceId}`,
    }));
    const shuffled = (turn: number) => [...titles.slice(turn * 5), ...titles.slice(0, turn * 5)];

    await Promise.all(
      ids.map((id, index) =>
        storeInventory(store, { ...inventory({ SOFTWARES: shuffled(index) }), deviceId: id }, sender),
      ),
    );

    for (const id of ids) {
      expect(await countOf('software', id)).toBe(150);
    }
    const [names] = await query('SELECT count(*) AS n FROM software_name WHERE name LIKE ?', [
      `% of ${deviceId}`,
    ]);
    expect(Number(names?.n)).toBe(150);
  });

  test('a fault leaves nothing half stored, and the next try succeeds', async () => {
    const sections = { HARDWARE: [{ NAME: 'pc' }], PORTS: [{ NAME: 'COM1' }], SLOTS: [{ NAME: 's' }] };
    await query('ALTER TABLE slots RENAME TO slots_away');

    await expect(send(sections)).rejects.toThrow();
    await query('ALTER TABLE slots_away RENAME TO slots');

    expect(await query('SELECT h.id AS id FROM hardware h WHERE h.deviceid = ?', [deviceId])).toEqual([]);
    expect((await send(sections)).isNewDevice).toBe(true);
    expect(await countOf('slots')).toBe(1);
  });

  test('the server wins over the TAG of an agent, also in a column that a console added', async () => {
    await send({ HARDWARE: [{ NAME: 'pc' }] });
    expect((await send({ HARDWARE: [{ NAME: 'pc' }] })).reply.response).toBe('NO_ACCOUNT_UPDATE');
    await query('ALTER TABLE accountinfo ADD COLUMN fields_9 varchar(255)');
    await query(
      'UPDATE accountinfo SET tag = ?, fields_9 = ? WHERE hardware_id = (SELECT h.id FROM hardware h WHERE h.deviceid = ?)',
      ['ADMIN-SET', 'Bâtiment B', deviceId],
    );

    const { reply } = await send({ HARDWARE: [{ NAME: 'pc' }] });

    expect(reply.response).toBe('ACCOUNT_UPDATE');
    expect(reply.accountInfo).toEqual([
      { name: 'TAG', value: 'ADMIN-SET' },
      { name: 'fields_9', value: 'Bâtiment B' },
    ]);
    const agreed = await send({ HARDWARE: [{ NAME: 'pc' }] }, { accountInfo: reply.accountInfo });
    expect(agreed.reply).toEqual({ response: 'NO_ACCOUNT_UPDATE', accountInfo: [], orders: [] });
    await query('ALTER TABLE accountinfo DROP COLUMN fields_9');
  });

  test('a known device without administrative values is LOST', async () => {
    await send({ HARDWARE: [{ NAME: 'pc' }] });
    await query(
      'DELETE FROM accountinfo WHERE hardware_id = (SELECT h.id FROM hardware h WHERE h.deviceid = ?)',
      [deviceId],
    );

    const { reply } = await send({ HARDWARE: [{ NAME: 'pc' }] });

    expect(reply.accountInfo).toEqual([{ name: 'TAG', value: 'LOST' }]);
    expect(await rowsOf('accountinfo', 't.tag AS tag')).toEqual([{ tag: 'LOST' }]);
  });

  test('a group of that name is no device', async () => {
    await query('INSERT INTO hardware (deviceid, name) VALUES (?, ?)', ['_SYSTEMGROUP_', 'group']);

    await send({ HARDWARE: [{ NAME: 'pc' }] });

    expect(
      await query('SELECT h.name AS name FROM hardware h WHERE h.deviceid = ?', ['_SYSTEMGROUP_']),
    ).toEqual([{ name: 'group' }]);
    await query('DELETE FROM hardware WHERE deviceid = ?', ['_SYSTEMGROUP_']);
  });

  test('a notified address is stored, and the next inventory is written over it', async () => {
    const networks = {
      HARDWARE: [{ IPADDR: '10.1.2.3', CHECKSUM: '4096' }],
      NETWORKS: [{ MACADDR: '02:00:00:00:00:01', IPADDRESS: '10.1.2.3', IPGATEWAY: '10.1.2.1' }],
    };
    await send(networks);
    await query('UPDATE hardware SET checksum = 0 WHERE deviceid = ?', [deviceId]);
    const interfaces: SectionRow[] = [
      { MAC: '02:00:00:00:00:01', IP: '10.1.2.99', MASK: '255.255.255.0' },
      { MAC: '02:00:00:00:00:02', IP: '10.1.2.98', MASK: '255.255.255.0' },
      { MAC: '02:00:00:00:00:01', IP: '10.1.2.97' },
    ];

    const stored = await storeNotification(store, {
      query: 'NOTIFY',
      deviceId,
      type: 'IP',
      interfaces,
      mainAddress: '10.1.2.99',
    });

    const columns = 't.ipaddress AS ip, t.ipmask AS mask, t.ipgateway AS gateway';
    expect(stored).toBe(true);
    expect(await rowsOf('networks', columns)).toEqual([
      { ip: '10.1.2.99', mask: '255.255.255.0', gateway: '10.1.2.1' },
    ]);
    expect(await hardware('h.checksum AS checksum, h.ipaddr AS ip')).toEqual({
      checksum: 4097,
      ip: '10.1.2.99',
    });
    await send(networks);
    expect(await rowsOf('networks', columns)).toEqual([{ ip: '10.1.2.3', mask: '', gateway: '10.1.2.1' }]);
  });

  test('a notification of an unknown device, or of another kind, is nothing', async () => {
    const request = { query: 'NOTIFY', deviceId, interfaces: [{ MAC: 'm', IP: '1', MASK: '2' }] } as const;

    expect(
      await storeNotification(store, { ...request, interfaces: [...request.interfaces], type: 'IP' }),
    ).toBe(false);
    expect(
      await storeNotification(store, { ...request, interfaces: [...request.interfaces], type: 'X' }),
    ).toBe(false);
  });

  test('a notification of an interface that no inventory has named changes nothing', async () => {
    await send({ HARDWARE: [{ NAME: 'pc', CHECKSUM: '1' }], NETWORKS: [{ MACADDR: '02:00:00:00:00:01' }] });
    await query('UPDATE hardware SET checksum = 0 WHERE deviceid = ?', [deviceId]);
    const interfaces = [{ MAC: '02:00:00:00:00:09', IP: '10.1.2.99', MASK: '255.255.255.0' }];

    const stored = await storeNotification(store, {
      query: 'NOTIFY',
      deviceId,
      type: 'IP',
      interfaces,
      mainAddress: '10.1.2.99',
    });

    expect(stored).toBe(false);
    expect(await hardware('h.checksum AS checksum')).toEqual({ checksum: 0 });
  });

  test('the history of packages is what the agent says', async () => {
    await send({}, { downloadHistory: ['1700000001', '1700000002', 'x', '99999999999'] });
    await send({}, { downloadHistory: ['1700000002'] });

    expect(await rowsOf('download_history', 't.pkg_id AS id')).toEqual([{ id: 1700000002 }]);
  });

  test('the result of a deployment is kept where the package was ordered', async () => {
    await send({ HARDWARE: [{ NAME: 'pc' }] });
    const { id } = await hardware('h.id AS id');
    const fileId = `17000000${count}`;
    await query('INSERT INTO download_enable (fileid, info_loc, pack_loc) VALUES (?, ?, ?)', [
      fileId,
      'a',
      'b',
    ]);
    const [enabled] = await query('SELECT max(e.id) AS id FROM download_enable e');
    await query('INSERT INTO devices (hardware_id, name, ivalue) VALUES (?, ?, ?)', [
      Number(id),
      'DOWNLOAD',
      Number(enabled?.id),
    ]);

    const at = new Date('2026-11-22T07:00:00Z');
    await storeDownloadResult(store, { query: 'DOWNLOAD', deviceId, packageId: fileId, code: 'SUCCESS' }, at);
    await storeDownloadResult(store, { query: 'DOWNLOAD', deviceId, packageId: '1', code: 'ERR_BAD_ID' }, at);

    expect(await rowsOf('devices', 't.tvalue AS code')).toEqual([{ code: 'SUCCESS' }]);
  });

  test('a contact of a known device is counted, and its mean interval kept', async () => {
    await send({ HARDWARE: [{ NAME: 'pc' }] });
    const now =
      store.database.dialect.name === 'postgres'
        ? "localtimestamp - interval '2 days'"
        : 'NOW() - INTERVAL 2 DAY';
    await query(`UPDATE hardware SET lastcome = ${now} WHERE deviceid = ?`, [deviceId]);

    const reply = await answerProlog(
      store,
      { query: 'PROLOG', deviceId },
      { ...sender, userAgent: 'Popis-Agent_v1' },
    );

    expect(reply.response).toBe('SEND');
    const row = await hardware('h.quality AS quality, h.fidelity AS fidelity, h.useragent AS useragent');
    expect(Number(row.quality)).toBeCloseTo(2, 2);
    expect(row).toMatchObject({ fidelity: 2, useragent: 'Popis-Agent_v1' });
  });
});
