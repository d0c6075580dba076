import type { InventoryRequest, InventorySections, SectionRow } from '@popis/inventory-format';
import { createEmptyDatabase, createEmptyMysqlDatabase, type TestDatabase } from '@popis/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Row } from '../database/database.ts';
import { storeInventory } from '../inventory/store-inventory.ts';
import { openStore, type Store } from '../store.ts';
import { mergeDevices } from './merge-devices.ts';
import { undoMerge } from './undo-merge.ts';

const sender = { address: '192.0.2.2', userAgent: 'OCS-NG_unified_unix_agent_v2.10.0' };
const SECTIONS = ['bios', 'networks', 'storages', 'software', 'drives', 'section_digest', 'identifier_use'];

let store: Store;
let count = 0;
let key = '';

/** A machine of this test: its values are found in no other. */
interface Machine {
  name: string;
  run: number;
  serial?: string;
  uuid?: string;
  mac?: string;
  disk?: string;
  virtual?: boolean;
  oldDeviceId?: string;
  more?: InventorySections;
}

beforeEach(() => {
  count += 1;
  key = count.toString(16).padStart(4, '0').toUpperCase();
});

function deviceIdOf({ name, run }: Machine): string {
  return `${name}-${key}-2026-01-02-03-04-${String(run).padStart(2, '0')}`.toLowerCase();
}

function toRequest(machine: Machine): InventoryRequest {
  const { name, serial = 'S1', uuid = '1', mac = '01', disk = 'D1', virtual = false, more } = machine;
  const maker: SectionRow = virtual
    ? { SMANUFACTURER: 'VMware, Inc.', SMODEL: 'VMware7,1' }
    : { SMANUFACTURER: 'Dell Inc.', SMODEL: 'OptiPlex 7090', SSN: `${key}${serial}` };
  const prefix = virtual ? '00:50:56' : 'd4:be:d9';
  const address = `${prefix}:${key.slice(0, 2)}:${key.slice(2)}:${mac}`.toLowerCase();
  return {
    query: 'INVENTORY',
    deviceId: deviceIdOf(machine),
    ...(machine.oldDeviceId === undefined ? {} : { oldDeviceId: machine.oldDeviceId }),
    sections: {
      HARDWARE: [
        {
          NAME: `${name}-${key}`,
          UUID: `564D${key}-0000-1111-2222-33333333${uuid.padStart(4, '4')}`,
          CHECKSUM: '1',
        },
      ],
      BIOS: [maker],
      NETWORKS: [{ MACADDR: address, DESCRIPTION: 'eth0' }],
      STORAGES: [{ NAME: 'sda', SERIALNUMBER: virtual ? 'QM00001' : `${key}${disk}` }],
      ...more,
    },
    accountInfo: [],
    ignoredSections: [],
  };
}

async function report(machine: Machine) {
  return await storeInventory(store, toRequest(machine), sender);
}

async function query(sql: string, values: (string | number)[] = []): Promise<Row[]> {
  return await store.database.statements.query(sql, values);
}

/** The devices of this test: id → DEVICEID. */
async function devices(): Promise<Map<number, string>> {
  const rows = await query(
    'SELECT h.id AS id, h.deviceid AS deviceid FROM hardware h WHERE h.deviceid LIKE ? ORDER BY h.id',
    [`%-${key.toLowerCase()}-%`],
  );
  return new Map(rows.map((row) => [Number(row.id), String(row.deviceid)]));
}

async function idOf(machine: Machine): Promise<number> {
  const found = [...(await devices())].find(([, deviceId]) => deviceId === deviceIdOf(machine));
  if (found === undefined) throw new Error(`no row of ${machine.name}`);
  return found[0];
}

/** Shifts all that a device said into the past. */
async function age(id: number, days: number): Promise<void> {
  const shift =
    store.database.dialect.name === 'postgres' ? `- interval '${days} days'` : `- INTERVAL ${days} DAY`;
  await query(`UPDATE hardware SET lastcome = lastcome ${shift}, lastdate = lastdate ${shift} WHERE id = ?`, [
    id,
  ]);
  await query(`UPDATE identifier_use SET since = since ${shift} WHERE hardware_id = ?`, [id]);
}

async function lastDecision(): Promise<Row | undefined> {
  const [row] = await query(
    'SELECT d.outcome AS outcome, d.placement AS placement, d.state AS state, d.because AS because FROM identity_decision d ORDER BY d.id DESC LIMIT 1',
  );
  return row;
}

/** All that is stored of devices, apart from what tells of decisions. */
async function stateOf(ids: readonly number[]): Promise<Record<string, unknown>> {
  const state: Record<string, unknown> = {};
  for (const id of ids) {
    for (const table of [
      'hardware',
      'accountinfo',
      'devices',
      'groups_cache',
      'itmgmt_comments',
      ...SECTIONS,
    ]) {
      const column = table === 'hardware' ? 'id' : 'hardware_id';
      const { rows } = await store.database.statements.queryTable(
        `SELECT t.* FROM ${table} t WHERE t.${column} = ? ORDER BY 1, 2`,
        [id],
      );
      state[`${table} ${id}`] = rows;
    }
  }
  return state;
}

describe.each([
  { name: 'PostgreSQL', create: createEmptyDatabase },
  { name: 'MariaDB', create: createEmptyMysqlDatabase },
])('on $name', ({ create }) => {
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

  test('a machine with a new name and system keeps its row, its ID and what people gave it', async () => {
    const before = {
      name: 'pc',
      run: 1,
      more: { DRIVES: [{ LETTER: 'C:' }], MEMORIES: [{ CAPACITY: '8192' }] },
    };
    await report(before);
    const id = await idOf(before);
    await query("UPDATE accountinfo SET tag = 'ROOM-7' WHERE hardware_id = ?", [id]);
    await query("INSERT INTO devices (hardware_id, name, ivalue) VALUES (?, 'FREQUENCY', 3)", [id]);

    const after = { name: 'renamed', run: 2, more: { DRIVES: [{ LETTER: 'D:' }] } };
    const stored = await report(after);

    expect(stored).toMatchObject({ isNewDevice: false, reply: { response: 'ACCOUNT_UPDATE' } });
    expect(stored.reply.accountInfo).toEqual([{ name: 'TAG', value: 'ROOM-7' }]);
    expect(await devices()).toEqual(new Map([[id, deviceIdOf(after)]]));
    expect(await query('SELECT d.letter AS letter FROM drives d WHERE d.hardware_id = ?', [id])).toEqual([
      { letter: 'D:' },
    ]);
    // A CHECKSUM without the bits of these sections is another installation's word.
    expect(await query('SELECT count(*) AS n FROM devices WHERE hardware_id = ?', [id])).toEqual([{ n: 1 }]);
    expect(await lastDecision()).toMatchObject({ outcome: 'same', placement: 'take-over', state: null });
    expect(String((await lastDecision())?.because)).toContain('serial number agrees +40');
  });

  test('other machines stay apart, and an unchanged report is not decided again', async () => {
    await report({ name: 'a', run: 1 });
    await report({ name: 'b', run: 2, serial: 'S2', uuid: '2', mac: '02', disk: 'D2' });
    const decided = await query('SELECT count(*) AS n FROM identity_decision');

    await report({ name: 'a', run: 1 });

    expect((await devices()).size).toBe(2);
    expect(await query('SELECT count(*) AS n FROM identity_decision')).toEqual(decided);
  });

  test('machines made of one disk image report under one DEVICEID and are kept as two', async () => {
    const one = { name: 'image', run: 1 };
    const other = { ...one, serial: 'S2', uuid: '2', mac: '02', disk: 'D2' };
    await report(one);
    await report(other);
    for (const id of (await devices()).keys()) await age(id, 1);
    await report(one);
    await report(other);

    const rows = await devices();
    const serials = await query(
      'SELECT b.hardware_id AS id, b.ssn AS ssn FROM bios b WHERE b.ssn LIKE ? ORDER BY b.hardware_id',
      [`${key}%`],
    );

    expect(rows.size).toBe(2);
    expect([...rows.values()].every((name) => /^image-\w+(-\d{4}(-\d\d){5})$/.test(name))).toBe(true);
    expect(serials.map((row) => row.ssn)).toEqual([`${key}S1`, `${key}S2`]);
    expect(
      await query("SELECT count(*) AS n FROM identity_decision WHERE state = 'open' AND deviceid = ?", [
        deviceIdOf(one),
      ]),
    ).toEqual([{ n: 0 }]);
  });

  test('a virtual machine that may be a copy waits, and is one with the old one once that is silent', async () => {
    const old = { name: 'vm', run: 1, virtual: true };
    const renamed = { name: 'vm2', run: 2, virtual: true, oldDeviceId: deviceIdOf(old) };
    await report(old);
    const id = await idOf(old);
    await age(id, 6);
    await query('UPDATE hardware SET quality = 3 WHERE id = ?', [id]);
    await report(renamed);
    expect(await lastDecision()).toMatchObject({ outcome: 'review', placement: 'found', state: 'open' });
    await report(renamed);
    expect((await devices()).size).toBe(2);
    await age(id, 10);
    await age(await idOf(renamed), 10);

    await report(renamed);

    expect(await devices()).toEqual(new Map([[id, deviceIdOf(renamed)]]));
    expect(await lastDecision()).toMatchObject({ outcome: 'same', placement: 'merge' });
    expect(await query("SELECT count(*) AS n FROM identity_decision WHERE state = 'open'")).toEqual([
      { n: 0 },
    ]);
  });

  test('a copied virtual machine stays apart once both report, and its copied values are worth nothing', async () => {
    const original = { name: 'vm', run: 1, virtual: true };
    const copy = { name: 'copy', run: 2, virtual: true, oldDeviceId: deviceIdOf(original) };
    await report(original);
    await age(await idOf(original), 3);
    await report(copy);
    await age(await idOf(copy), 1);
    await query(`UPDATE hardware SET lastcome = ${store.database.dialect.now} WHERE id = ?`, [
      await idOf(original),
    ]);

    await report(copy);

    expect((await devices()).size).toBe(2);
    expect(await lastDecision()).toMatchObject({ outcome: 'same', placement: 'own' });
    const demoted = await query(
      `SELECT s.identifier AS identifier FROM identifier_standing s JOIN identifier_use u ON u.identifier = s.identifier
       WHERE s.standing = 'demoted' AND u.hardware_id = ?`,
      [await idOf(copy)],
    );
    expect(demoted.map((row) => String(row.identifier).split(':')[0]).sort()).toEqual([
      'disk',
      'mac',
      'uuid',
    ]);
  });

  test('a serial number that a maker gives to all is found out at the second machine', async () => {
    await report({ name: 'a', run: 1, serial: 'SAME' });
    await report({ name: 'b', run: 2, serial: 'SAME', uuid: '2', mac: '02', disk: 'D2' });

    const standing = await query(
      'SELECT s.standing AS standing, s.holders AS holders, s.reason AS reason FROM identifier_standing s WHERE s.identifier = ?',
      [`serial:${key}SAME`],
    );

    expect(standing).toEqual([
      { standing: 'demoted', holders: 2, reason: '2 live devices have it at the same time' },
    ]);
    expect((await devices()).size).toBe(2);
  });

  test('a merge at a report is taken back whole', async () => {
    const before = {
      name: 'pc',
      run: 1,
      more: { DRIVES: [{ LETTER: 'C:' }], SOFTWARES: [{ NAME: 'old', VERSION: '1' }] },
    };
    await report(before);
    const id = await idOf(before);
    const state = await stateOf([id]);
    await report({
      name: 'new',
      run: 2,
      more: { DRIVES: [{ LETTER: 'D:' }], SOFTWARES: [{ NAME: 'new', VERSION: '1' }] },
    });
    const [merge] = await query('SELECT m.id AS id FROM device_merge m WHERE m.kept_id = ?', [id]);

    const { otherId } = await undoMerge(store, Number(merge?.id));

    expect(await stateOf([id])).toEqual(state);
    expect(await devices()).toEqual(
      new Map([
        [id, deviceIdOf(before)],
        [otherId, deviceIdOf({ name: 'new', run: 2 })],
      ]),
    );
    expect(await query('SELECT d.letter AS letter FROM drives d WHERE d.hardware_id = ?', [otherId])).toEqual(
      [{ letter: 'D:' }],
    );
    await report({ name: 'new', run: 2, more: { DRIVES: [{ LETTER: 'E:' }] } });
    await report({ ...before, more: { DRIVES: [{ LETTER: 'F:' }] } });
    expect((await devices()).size).toBe(2);
    await expect(undoMerge(store, Number(merge?.id))).rejects.toThrow('no merge');
  });

  test('a merge by a person is taken back to the state before it, what was changed since stays', async () => {
    const [a, b] = [
      { name: 'a', run: 1, more: { SOFTWARES: [{ NAME: 'x', VERSION: '1' }] } },
      {
        name: 'b',
        run: 2,
        serial: 'S2',
        uuid: '2',
        mac: '02',
        disk: 'D2',
        more: { SOFTWARES: [{ NAME: 'y', VERSION: '1' }] },
      },
    ];
    await report(a);
    await report(b);
    const [keptId, otherId] = [await idOf(a), await idOf(b)];
    await query("INSERT INTO itmgmt_comments (hardware_id, comments) VALUES (?, 'a note')", [otherId]);
    await query('INSERT INTO groups_cache (hardware_id, group_id, static) VALUES (?, 900, 1)', [otherId]);
    await query("INSERT INTO devices (hardware_id, name, ivalue) VALUES (?, 'FREQUENCY', 3)", [otherId]);
    const state = await stateOf([keptId, otherId]);
    await mergeDevices(store, keptId, otherId, 'one machine');
    expect(await devices()).toEqual(new Map([[keptId, deviceIdOf(b)]]));
    expect(await query('SELECT count(*) AS n FROM itmgmt_comments WHERE hardware_id = ?', [keptId])).toEqual([
      { n: 1 },
    ]);
    const [merge] = await query('SELECT m.id AS id FROM device_merge m WHERE m.kept_id = ?', [keptId]);

    await undoMerge(store, Number(merge?.id));

    expect(await stateOf([keptId, otherId])).toEqual(state);
  });

  test('reports of machines that are alike, all at once, neither hang nor lose anything', async () => {
    const reports = Array.from({ length: 24 }, (_, index) => ({
      name: `pc${index % 6}`,
      run: index % 12,
      serial: `S${index % 4}`,
      uuid: String(index % 4),
      mac: `0${index % 4}`,
      disk: `D${index % 4}`,
    }));

    const stored = await Promise.all(reports.map(report));

    expect(stored).toHaveLength(24);
    expect((await devices()).size).toBe(4);
  });
});
