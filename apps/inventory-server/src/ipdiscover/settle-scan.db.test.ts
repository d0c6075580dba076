import type { InventoryRequest } from '@popis/inventory-format';
import { createEmptyDatabase, createEmptyMysqlDatabase, type TestDatabase } from '@popis/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { storeInventory } from '../inventory/store-inventory.ts';
import { openStore, type Store } from '../store.ts';

const unixAgent = 'OCS-NG_unified_unix_agent_v2.10.0';
const subnet = '10.1.2.0';
const eth0 = { DESCRIPTION: 'eth0', STATUS: 'Up', IPMASK: '255.255.255.0', IPSUBNET: subnet };
const printer = { ip: '10.1.2.77', mac: '02:aa:bb:cc:dd:ee', name: 'printer77' };

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
    for (const table of ['hardware', 'devices', 'netmap', 'blacklist_subnet', 'networks', 'accountinfo']) {
      await query(`DELETE FROM ${table}`);
    }
    await query('DELETE FROM section_digest');
    await setting('IPDISCOVER', 2);
    await setting('IPDISCOVER_LINK_TAG_NETWORK', 0);
  });

  async function query(sql: string, values: (string | number)[] = []) {
    return await store.database.statements.query(sql, values);
  }

  async function setting(name: string, value: number) {
    await query('UPDATE config SET ivalue = ? WHERE name = ?', [value, name]);
  }

  function idOf(name: string): string {
    return `${name}-2026-01-02-03-04-05`;
  }

  /** A device that has come often enough to be elected. */
  async function insertDevice(
    name: string,
    quality = 1,
    place?: { kind: number; text: string },
  ): Promise<number> {
    const id = await store.database.statements.insertOne('hardware', {
      deviceid: idOf(name),
      quality,
      fidelity: 9,
    });
    await query(`UPDATE hardware SET lastdate = ${store.database.dialect.now} WHERE id = ?`, [id]);
    if (place !== undefined) {
      await store.database.statements.insertOne('devices', {
        hardware_id: id,
        name: 'IPDISCOVER',
        ivalue: place.kind,
        tvalue: place.text,
      });
    }
    return id;
  }

  async function send(name: string, discovered?: InventoryRequest['discovered'], userAgent = unixAgent) {
    await storeInventory(
      store,
      {
        query: 'INVENTORY',
        deviceId: idOf(name),
        sections: { HARDWARE: [{ NAME: name }], NETWORKS: [eth0] },
        accountInfo: [{ name: 'TAG', value: `tag-${name}` }],
        ignoredSections: [],
        ...(discovered === undefined ? {} : { discovered }),
      },
      { address: '10.1.2.3', userAgent },
    );
  }

  async function holders() {
    const rows = await query(
      `SELECT h.deviceid AS deviceid, d.ivalue AS kind, d.tvalue AS subnet FROM devices d
       JOIN hardware h ON h.id = d.hardware_id WHERE d.name = 'IPDISCOVER' ORDER BY h.deviceid`,
    );
    return rows.map((row) => `${String(row.deviceid).split('-')[0]} ${row.kind} ${row.subnet}`).sort();
  }

  async function netmap() {
    return await query(
      'SELECT n.ip AS ip, n.mac AS mac, n.mask AS mask, n.netid AS netid, n.name AS name, n.tag AS tag FROM netmap n ORDER BY n.mac',
    );
  }

  const elected = { kind: 1, text: subnet };

  test('devices are elected until the subnet has enough', async () => {
    for (const name of ['a', 'b', 'c']) await insertDevice(name);
    await insertDevice('fusion');

    await send('fusion', undefined, 'FusionInventory-Agent_v2.6');
    for (const name of ['a', 'b', 'c', 'new']) await send(name);

    expect(await holders()).toEqual([`a 1 ${subnet}`, `b 1 ${subnet}`]);
  });

  test('who comes clearly more often takes the place of who comes least often', async () => {
    await insertDevice('a', 1, elected);
    await insertDevice('b', 5, elected);
    await insertDevice('c', 0.5);

    await send('c');

    expect(await holders()).toEqual([`a 1 ${subnet}`, `c 1 ${subnet}`]);
  });

  test('a blacklisted subnet is given to nobody, and setting 0 elects nobody', async () => {
    await insertDevice('a');
    await query("INSERT INTO blacklist_subnet (subnet, mask) VALUES (?, '255.255.255.0')", [subnet]);
    await send('a');
    const blacklisted = await holders();
    await query('DELETE FROM blacklist_subnet');
    await setting('IPDISCOVER', 0);
    await send('a');

    expect(blacklisted).toEqual([]);
    expect(await holders()).toEqual([]);
  });

  test('what was found is kept by hardware address, and again when it moved', async () => {
    await insertDevice('a', 1, elected);

    await send('a', [printer, { ip: 'bad', mac: printer.mac }, { ip: '10.1.2.9', mac: '02:00:00:00:00:09' }]);
    await send('a', [{ ...printer, ip: '10.1.2.78' }]);

    const row = { mask: '255.255.255.0', netid: subnet, tag: null };
    expect(await netmap()).toEqual([
      { ...row, ip: '10.1.2.9', mac: '02:00:00:00:00:09', name: null },
      { ...row, ip: '10.1.2.78', mac: printer.mac, name: 'printer77' },
    ]);
    expect(await holders()).toEqual([`a 1 ${subnet}`]);
  });

  test('two scans of one subnet at once keep both finds', async () => {
    await insertDevice('a', 1, elected);
    await insertDevice('b', 1, elected);
    const many = Array.from({ length: 200 }, (_, index) => ({
      ip: `10.1.2.${index}`,
      mac: `02:00:00:00:00:${index.toString(16).padStart(2, '0')}`,
    }));

    await Promise.all([send('a', many), send('b', [...many].reverse())]);

    expect(await netmap()).toHaveLength(200);
  });

  test('an elected device loses its subnet with a report without a scan; one told by a person keeps it', async () => {
    await insertDevice('a', 1, elected);
    await insertDevice('told', 1, { kind: 2, text: subnet });

    await send('a');
    await send('told');

    expect(await holders()).toEqual([`told 2 ${subnet}`]);
  });

  test('one too many, and one whose subnet was blacklisted, lose it after a scan; what they found is kept', async () => {
    for (const name of ['a', 'b', 'c']) await insertDevice(name, 1, elected);

    await send('c', [printer]);
    const tooMany = await holders();
    await query("INSERT INTO blacklist_subnet (subnet, mask) VALUES (?, '255.255.255.0')", [subnet]);
    await send('b', [printer]);

    expect(tooMany).toEqual([`a 1 ${subnet}`, `b 1 ${subnet}`]);
    expect(await holders()).toEqual([`a 1 ${subnet}`]);
    expect(await netmap()).toHaveLength(1);
  });

  test('a group may say that its devices never scan, and a device that it never does', async () => {
    const group = await store.database.statements.insertOne('hardware', { deviceid: '_SYSTEMGROUP_' });
    const device = await insertDevice('a');
    await insertDevice('never', 1, { kind: 0, text: '' });
    await query('INSERT INTO groups_cache (hardware_id, group_id, static) VALUES (?, ?, 1)', [device, group]);
    await store.database.statements.insertOne('devices', {
      hardware_id: group,
      name: 'IPDISCOVER',
      ivalue: 0,
    });

    await send('a');
    await send('never');

    expect(await holders()).toEqual([`_SYSTEMGROUP_ 0 null`, 'never 0 ']);
  });

  test('linked to TAGs, a find carries the TAG of who found it, and that of another is left alone', async () => {
    await setting('IPDISCOVER_LINK_TAG_NETWORK', 1);
    for (const name of ['a', 'b']) {
      const id = await insertDevice(name, 1, elected);
      await query('INSERT INTO accountinfo (hardware_id, tag) VALUES (?, ?)', [id, `tag-${name}`]);
    }

    await send('a', [printer]);
    await send('b', [
      { ...printer, ip: '10.1.2.99' },
      { ip: '10.1.2.9', mac: '02:ff:00:00:00:09' },
    ]);

    expect((await netmap()).map(({ ip, tag }) => ({ ip, tag }))).toEqual([
      { ip: '10.1.2.77', tag: 'tag-a' },
      { ip: '10.1.2.9', tag: 'tag-b' },
    ]);
  });
});
