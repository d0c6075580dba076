import { operations } from '@popis/inventory-administration';
import { getPeers } from '@popis/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  inventoryDatabases,
  openTestInventory,
  type TestInventory,
} from '../../../../tests/inventory/test-inventory.ts';

describe.each(inventoryDatabases)('on $name', ({ create }) => {
  let inventory: TestInventory;
  let device: number;

  beforeAll(async () => {
    inventory = await openTestInventory(await create());
    const { statements } = inventory.store.database;
    device = await statements.insertOne('hardware', { deviceid: 'ana-2026-01-02-03-04-05', name: 'ana' });
    const adapter = { hardware_id: device, macaddr: '02:AA:00:00:00:01', ipmask: '255.255.255.0' };
    await statements.insertOne('networks', { ...adapter, ipsubnet: '10.1.2.0' });
    await statements.insertOne('networks', { hardware_id: device, macaddr: '', ipsubnet: '127.0.0.0' });
    await statements.insertOne('devices', {
      hardware_id: device,
      name: 'IPDISCOVER',
      ivalue: 1,
      tvalue: '10.1.2.0',
    });
    await statements.query(
      "INSERT INTO blacklist_subnet (subnet, mask) VALUES ('10.1.9.0', '255.255.255.0')",
    );
    for (const [mac, ip, name] of [
      ['02:aa:00:00:00:01', '10.1.2.1', 'ana'],
      ['02:aa:00:00:00:02', '10.1.2.77', 'printer%77'],
      ['02:AA:00:00:00:03', '10.1.2.78', null],
    ] as const) {
      await statements.query('INSERT INTO netmap (ip, mac, mask, netid, name) VALUES (?, ?, ?, ?, ?)', [
        ip,
        mac,
        '255.255.255.0',
        '10.1.2.0',
        name,
      ]);
    }
  });
  afterAll(() => inventory?.stop());

  test('networks are listed with what is known and unknown in them', async () => {
    const { body } = await inventory.call('GET', '/networks');

    expect(operations.listNetworks.answer?.parse(body).items).toEqual([
      expect.objectContaining({
        network: '10.1.2.0',
        name: null,
        mask: '255.255.255.0',
        devices: 1,
        inventoried: 1,
        identified: 0,
        unmanaged: 2,
        scanners: 1,
        isExcluded: false,
      }),
      expect.objectContaining({ network: '10.1.9.0', isExcluded: true, lastFoundAt: null }),
    ]);
    expect(Math.abs(Date.parse(body.items[0].lastFoundAt) - Date.now())).toBeLessThan(120_000);
  });

  test('what no device has, in whatever case agents write it, is unmanaged', async () => {
    const { call } = inventory;

    const first = await call('GET', '/network-addresses?state=unmanaged&limit=1');
    const second = await call('GET', `/network-addresses?state=unmanaged&cursor=${first.body.next}`);
    const own = await call('GET', '/network-addresses?state=inventoried&network=10.1.2.0');

    expect(operations.listNetworkAddresses.answer?.parse(first.body).total).toBe(2);
    const ips = [...first.body.items, ...second.body.items].map(({ ip }: { ip: string }) => ip);
    expect(ips.sort()).toEqual(['10.1.2.77', '10.1.2.78']);
    expect(own.body.items).toEqual([expect.objectContaining({ ip: '10.1.2.1', device, name: 'ana' })]);
  });

  test('addresses are searched by name and beginning, and a sign of LIKE is a sign like others', async () => {
    const find = async (search: string) =>
      (await inventory.call('GET', `/network-addresses?search=${encodeURIComponent(search)}`)).body.total;

    expect(await find('PRINTER%')).toBe(1);
    expect(await find('%')).toBe(1);
    expect(await find('10.1.2.7')).toBe(2);
    expect(await find('02:Aa:00:00:00:03')).toBe(1);
    expect(await find('1.2.7')).toBe(0);
  });

  test('a network is named, named otherwise, and loses its name', async () => {
    const { call } = inventory;
    const named = async () =>
      (await call('GET', '/networks')).body.items.find(
        ({ network }: { network: string }) => network === '10.1.2.0',
      );

    await call('PUT', '/networks/10.1.2.0', { name: 'Lab', category: 'Belgrade', mask: '255.255.255.0' });
    const first = await named();
    const again = await call('PUT', '/networks/10.1.2.0', { name: 'Office' });
    const second = await named();
    const gone = await call('DELETE', '/networks/10.1.2.0');

    expect(first).toMatchObject({ name: 'Lab', category: 'Belgrade', unmanaged: 2 });
    expect([again.status, second.name, second.category]).toEqual([204, 'Office', null]);
    expect([gone.status, (await named()).name]).toEqual([204, null]);
    expect((await call('DELETE', '/networks/10.1.2.0')).status).toBe(404);
  });

  test('an address of which a person says what it is is not unmanaged any more', async () => {
    const { call } = inventory;
    const address = '/network-addresses/02:aa:00:00:00:03/identity';

    await call('PUT', address, { type: 'Printer', description: 'Corridor' });
    await call('PUT', address, { type: 'Printer', description: 'First floor' });
    const identified = await call('GET', '/network-addresses?state=identified');
    const back = await call('DELETE', address);
    const unmanaged = await call('GET', '/network-addresses?state=unmanaged');

    expect(identified.body.items).toEqual([
      expect.objectContaining({ ip: '10.1.2.78', type: 'Printer', description: 'First floor', device: null }),
    ]);
    expect([back.status, unmanaged.body.total]).toEqual([204, 2]);
    expect((await call('DELETE', address)).status).toBe(404);
    const unknown = '/network-addresses/02:ff:ff:ff:ff:ff/identity';
    expect((await call('PUT', unknown, { type: 'Printer', description: 'x' })).status).toBe(404);
  });

  test('every fault is named', async () => {
    const { body } = await inventory.call('PUT', '/networks/10.1.2.300', { name: '', mask: '255' });

    expect(body.faults.map(({ path }: { path: string }) => path)).toEqual(['params.network', 'name', 'mask']);
  });
});

test('networks and addresses of the database of a real OCS server are read as they are', async () => {
  const inventory = await openTestInventory(getPeers('ocsDatabaseUrl').ocsDatabaseUrl);

  for (const address of ['/networks', '/network-addresses?state=unmanaged']) {
    expect((await inventory.call('GET', address)).status, address).toBe(200);
  }
  await inventory.stop();
});
