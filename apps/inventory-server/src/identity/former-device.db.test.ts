import type { InventoryRequest } from '@popis/inventory-format';
import { createEmptyDatabase, createEmptyMysqlDatabase, type TestDatabase } from '@popis/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { storeInventory } from '../inventory/store-inventory.ts';
import { openStore, type Store } from '../store.ts';

const sender = { address: '192.0.2.2', userAgent: 'OCS-NG_unified_unix_agent_v2.10.0' };
const oldId = 'before-2026-01-02-03-04-05';
const newId = 'after-2026-02-03-04-05-06';

describe.each([
  { name: 'PostgreSQL', create: createEmptyDatabase },
  { name: 'MariaDB', create: createEmptyMysqlDatabase },
])('on $name', ({ create }) => {
  let database: TestDatabase;
  let store: Store;

  beforeAll(async () => {
    database = await create();
    store = await openStore(database.url, 10, () => undefined);
  });
  afterAll(async () => {
    await store?.close();
    await database?.drop();
  });
  beforeEach(async () => {
    for (const section of store.sections.values()) await query(`DELETE FROM ${section.table}`);
    for (const table of [
      ...['accountinfo', 'devices', 'itmgmt_comments', 'groups_cache', 'section_digest', 'deleted_equiv'],
      ...['download_enable', 'download_history', 'download_servers', 'netmap'],
    ]) {
      await query(`DELETE FROM ${table}`);
    }
    await query("UPDATE config SET ivalue = 1 WHERE name = 'TRACE_DELETED'");
  });

  async function query(sql: string, values: (string | number)[] = []) {
    return await store.database.statements.query(sql, values);
  }

  async function send(deviceId: string, more: Partial<InventoryRequest> = {}, tag = 'AGENT') {
    return await storeInventory(
      store,
      {
        query: 'INVENTORY',
        deviceId,
        sections: {
          HARDWARE: [{ NAME: 'pc', USERID: 'ana', CHECKSUM: '513' }],
          PORTS: [{ NAME: 'COM1' }, { NAME: 'COM2' }],
          SOFTWARES: [{ NAME: 'tool', VERSION: '1' }],
          JOURNALLOG: [{ JOURNALLOG: 'line', LISTENERNAME: 'x' }],
        },
        accountInfo: [{ name: 'TAG', value: tag }],
        ignoredSections: [],
        ...more,
      },
      sender,
    );
  }

  async function hardwareId(deviceId: string): Promise<number> {
    const [row] = await query('SELECT h.id AS id FROM hardware h WHERE h.deviceid = ?', [deviceId]);
    return Number(row?.id);
  }

  async function countOf(table: string, id: number): Promise<number> {
    const [row] = await query(`SELECT count(*) AS n FROM ${table} t WHERE t.hardware_id = ?`, [id]);
    return Number(row?.n);
  }

  test('a device goes on under its new DEVICEID with its ID and what people and the server knew of it', async () => {
    await send(oldId, { downloadHistory: ['17'] });
    const before = await hardwareId(oldId);
    await query('UPDATE hardware SET quality = 1.5, fidelity = 40, checksum = 8 WHERE id = ?', [before]);
    await query("UPDATE accountinfo SET tag = 'ADMIN' WHERE hardware_id = ?", [before]);
    const { insertOne } = store.database.statements;
    await insertOne('devices', { hardware_id: before, name: 'FREQUENCY', ivalue: 3 });
    await insertOne('itmgmt_comments', { hardware_id: before, comments: 'bought used' });
    await insertOne('download_enable', { fileid: '1', info_loc: 'x', pack_loc: 'y', server_id: before });
    await query(
      'INSERT INTO download_servers (hardware_id, url, add_port, add_rep, group_id) VALUES (?, ?, 80, ?, 1)',
      [before, 'x', 'y'],
    );
    await query(
      'INSERT INTO groups_cache (hardware_id, group_id, static) VALUES (?, 900, 1), (?, 901, 2), (?, 902, 0)',
      [before, before, before],
    );

    const { reply } = await send(newId, { oldDeviceId: oldId });

    const after = await hardwareId(newId);
    expect(reply).toMatchObject({
      response: 'ACCOUNT_UPDATE',
      accountInfo: [{ name: 'TAG', value: 'ADMIN' }],
    });
    expect(await query('SELECT h.id AS id FROM hardware h')).toEqual([{ id: after }]);
    const [row] = await query(
      'SELECT h.quality AS q, h.fidelity AS f, h.checksum AS c, h.userid AS u FROM hardware h',
    );
    expect({ ...row, q: Number(row?.q) }).toEqual({ q: 1.5, f: 40, c: 8 | 513, u: 'ana' });
    expect(await query('SELECT a.hardware_id AS id, a.tag AS tag FROM accountinfo a')).toEqual([
      { id: after, tag: 'ADMIN' },
    ]);
    expect(
      await query('SELECT g.group_id AS id, g.static AS s FROM groups_cache g ORDER BY g.group_id'),
    ).toEqual([
      { id: 900, s: 1 },
      { id: 901, s: 2 },
    ]);
    for (const [table, rows] of Object.entries({
      devices: 1,
      itmgmt_comments: 1,
      download_servers: 1,
      // The same lines again are no new ones.
      journallog: 1,
    })) {
      expect(await countOf(table, after), table).toBe(rows);
    }
    expect(after).toBe(before);
    expect(await countOf('download_history', after)).toBe(1);
    expect(await countOf('ports', after)).toBe(2);
    expect(await query('SELECT e.server_id AS id FROM download_enable e')).toEqual([{ id: after }]);
    expect(await query('SELECT d.deleted AS d, d.equivalent AS e FROM deleted_equiv d')).toEqual([
      { d: oldId, e: newId },
    ]);
  });

  test('a second report with the same OLD_DEVICEID finds nothing to replace', async () => {
    await send(oldId);
    await send(newId, { oldDeviceId: oldId });

    const { reply, isNewDevice } = await send(newId, { oldDeviceId: oldId });

    expect(isNewDevice).toBe(false);
    expect(reply.response).toBe('NO_ACCOUNT_UPDATE');
    expect(await query('SELECT d.deleted AS d FROM deleted_equiv d')).toHaveLength(1);
  });

  test('a device known already takes the place too, and the name of a person is kept where the new one is the system', async () => {
    await send(oldId, {}, 'OLD');
    await send(newId, {}, 'NEW');
    await query("UPDATE config SET ivalue = 0 WHERE name = 'TRACE_DELETED'");

    await send(newId, {
      oldDeviceId: oldId,
      sections: { HARDWARE: [{ NAME: 'pc', USERID: 'SYSTEM', CHECKSUM: '1' }] },
    });

    expect(await query('SELECT h.deviceid AS d, h.userid AS u FROM hardware h')).toEqual([
      { d: newId, u: 'ana' },
    ]);
    expect(await query('SELECT a.tag AS tag FROM accountinfo a')).toEqual([{ tag: 'OLD' }]);
    expect(await query('SELECT d.deleted AS d FROM deleted_equiv d')).toEqual([]);
  });

  test('two that take each other’s place at once end as one device', async () => {
    await send(oldId);
    await send(newId);

    await Promise.all([
      send(newId, { oldDeviceId: oldId }),
      send(oldId, { oldDeviceId: newId }),
      send(oldId),
    ]);

    const devices = await query('SELECT h.id AS id FROM hardware h');
    const owners = await query('SELECT DISTINCT p.hardware_id AS id FROM ports p');
    expect(devices.length).toBeLessThanOrEqual(2);
    for (const { id } of owners) expect(devices).toContainEqual({ id });
  });
});
