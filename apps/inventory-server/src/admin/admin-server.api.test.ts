import { deflateSync } from 'node:zlib';
import { DEVICE_SORTS, operations } from '@popis/inventory-administration';
import { formatInventory, formatProlog } from '@popis/inventory-format';
import { createEmptyDatabase, createEmptyMysqlDatabase, type TestDatabase } from '@popis/testing';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildServer } from '../server.ts';
import { openStore, type Store } from '../store.ts';
import { buildAdminServer } from './admin-server.ts';
import { type Administration, openAdministration } from './administration.ts';

const token = 'token-of-the-administration-in-tests';
const agent = 'OCS-NG_unified_unix_agent_v2.10.0';

describe.each([
  { name: 'PostgreSQL', create: createEmptyDatabase },
  { name: 'MariaDB', create: createEmptyMysqlDatabase },
])('on $name', ({ create }) => {
  let database: TestDatabase;
  let store: Store;
  let administration: Administration;
  let inventory: FastifyInstance;
  let admin: FastifyInstance;
  const ids: Record<string, number> = {};

  beforeAll(async () => {
    database = await create();
    store = await openStore(database.url, 5, () => undefined);
    administration = openAdministration(store);
    inventory = buildServer(store, {
      compatibility: 'loopback',
      extraUserAgents: [],
      onContact: administration.contacts.record,
    });
    admin = buildAdminServer(administration, token);
    for (const name of ['ana', 'boris', 'cica']) {
      await report(deflateSync(inventoryOf(name)));
    }
    await report(deflateSync(formatProlog('ana-2026-01-02-03-04-05')));
    await report(Buffer.from('no report'));
    for (const item of (await call('GET', '/devices')).body.items) ids[item.name] = item.id;
  });
  afterAll(async () => {
    await admin?.close();
    await inventory?.close();
    await administration?.contacts.close();
    await store?.close();
    await database?.drop();
  });

  function inventoryOf(name: string): string {
    return formatInventory({
      deviceId: `${name}-2026-01-02-03-04-05`,
      sections: {
        HARDWARE: [{ NAME: name, OSNAME: 'Debian GNU/Linux 12' }],
        MEMORIES: [{ CAPACITY: '8192' }, { CAPACITY: '16384' }],
        SOFTWARES: [{ NAME: 'bash', VERSION: '5.2', PUBLISHER: 'GNU' }],
      },
      accountInfo: [{ name: 'TAG', value: `PC-${name}` }],
    });
  }

  async function report(payload: Buffer, userAgent = agent): Promise<number> {
    const { statusCode } = await inventory.inject({
      method: 'POST',
      url: '/ocsinventory',
      headers: { 'user-agent': userAgent, 'content-type': 'application/x-compress' },
      payload,
    });
    return statusCode;
  }

  async function call(method: 'GET' | 'POST' | 'PUT' | 'DELETE', address: string, body?: object) {
    const answer = await admin.inject({
      method,
      url: `/admin${address}`,
      headers: {
        authorization: `Bearer ${token}`,
        'x-popis-actor': 'Jovana%20%C5%A0',
        'x-request-id': 'request-1',
      },
      ...(body === undefined ? {} : { payload: body }),
    });
    return { status: answer.statusCode, body: answer.body === '' ? undefined : answer.json() };
  }

  test('nobody is answered without the token, whatever is asked', async () => {
    for (const { method, path } of Object.values(operations)) {
      const url = `/admin${path.replaceAll(/\{\w+\}/g, '1')}`;
      for (const authorization of ['', 'Bearer wrong', `Basic ${token}`]) {
        const answer = await admin.inject({ method, url, headers: { authorization } });

        expect(answer.statusCode, url).toBe(401);
        expect(answer.headers['content-type']).toContain('application/problem+json');
      }
    }
  });

  describe('devices', () => {
    test('are listed with what is known of them, and groups are none', async () => {
      const { body } = await call('GET', '/devices');

      expect(operations.listDevices.answer?.parse(body).total).toBe(3);
      expect(body.items[0]).toMatchObject({
        deviceId: 'ana-2026-01-02-03-04-05',
        name: 'ana',
        tag: 'PC-ana',
        agent,
        system: 'Debian GNU/Linux 12',
        isArchived: false,
      });
      expect(Math.abs(Date.parse(body.items[0].lastInventoryAt) - Date.now())).toBeLessThan(120_000);
    });

    test.each(DEVICE_SORTS)('sorted by %s come page by page, each once, in both orders', async (sort) => {
      for (const order of ['ascending', 'descending']) {
        const names: string[] = [];
        let cursor = '';
        do {
          const { body } = await call('GET', `/devices?limit=1&sort=${sort}&order=${order}${cursor}`);
          names.push(...body.items.map((item: { name: string }) => item.name));
          cursor = body.next === null ? '' : `&cursor=${body.next}`;
        } while (cursor !== '');

        expect(names.sort()).toEqual(['ana', 'boris', 'cica']);
      }
    });

    test('are found by a part of their name, by TAG and by agent', async () => {
      const find = async (query: string) => (await call('GET', `/devices?${query}`)).body.items.length;

      expect(await find('search=ORI')).toBe(1);
      expect(await find('search=%25')).toBe(0);
      expect(await find('tag=PC-cica')).toBe(1);
      expect(await find('agent=OCS-NG')).toBe(3);
      expect(await find('agent=GLPI')).toBe(0);
    });

    test('that were not heard of for days are the silent ones', async () => {
      await store.database.statements.query(
        "UPDATE hardware SET lastcome = '2020-01-01 00:00:00' WHERE id = ?",
        [ids.cica ?? 0],
      );

      const { body } = await call('GET', '/devices?silentDays=30');

      expect(body.items.map((item: { name: string }) => item.name)).toEqual(['cica']);
      expect(body.items[0].lastContactAt).toMatch(/^(2019-12-31|2020-01-01)T/);
    });

    test('have sections, whose words are told and not their numbers', async () => {
      const { body } = await call('GET', `/devices/${ids.ana}`);
      const software = await call('GET', `/devices/${ids.ana}/sections/SOFTWARES`);

      expect(operations.getDevice.answer?.parse(body)).toMatchObject({ account: { tag: 'PC-ana' } });
      expect(body.sections).toContainEqual({ name: 'MEMORIES', rows: 2 });
      const name = software.body.columns.indexOf('NAME');
      const version = software.body.columns.indexOf('VERSION');
      expect([software.body.rows[0][name], software.body.rows[0][version]]).toEqual(['bash', '5.2']);
    });

    test('every section can be read', async () => {
      for (const section of store.sections.keys()) {
        const { status, body } = await call('GET', `/devices/${ids.ana}/sections/${section}`);

        expect(status, section).toBe(200);
        expect(operations.getDeviceSection.answer?.parse(body).isCut).toBe(false);
      }
    });

    test('that are not there are not found', async () => {
      expect((await call('GET', '/devices/999')).status).toBe(404);
      expect((await call('GET', `/devices/${ids.ana}/sections/NOTHING`)).status).toBe(404);
    });

    test('are counted by their agents', async () => {
      const { body } = await call('GET', '/agents');

      expect(body.items).toEqual([{ agent, devices: 3, lastContactAt: expect.any(String) }]);
    });
  });

  describe('contacts', () => {
    test('are kept with how they ended, the latest first', async () => {
      const { body } = await call('GET', '/contacts?limit=2');
      const rest = await call('GET', `/contacts?cursor=${body.next}`);

      expect(operations.listContacts.answer?.parse(body).total).toBe(5);
      expect(body.items[0]).toMatchObject({
        outcome: 'refused',
        status: 500,
        cause: 'not-inflatable',
        bytes: 9,
      });
      expect(body.items[1]).toMatchObject({ outcome: 'answered', query: 'PROLOG', cause: null });
      expect(rest.body.items.map((item: { query: string }) => item.query)).toEqual(
        Array(3).fill('INVENTORY'),
      );
      expect(rest.body.items[0].writtenSections).toBeGreaterThan(0);
    });

    test('that are sent away before they are read are kept too', async () => {
      const recorded: string[] = [];
      const closed = buildServer(store, {
        compatibility: 'off',
        extraUserAgents: [],
        onContact: ({ status, cause, outcome }) => recorded.push(`${status} ${cause} ${outcome}`),
      });

      await closed.inject({ method: 'POST', url: '/ocsinventory', payload: 'anything' });

      expect(recorded).toEqual(['403 address refused']);
      await closed.close();
    });

    test('are found by device and by cause', async () => {
      const ofAna = await call('GET', '/contacts?deviceId=ana-2026-01-02-03-04-05');
      const refused = await call('GET', '/contacts?outcome=refused&cause=not-inflatable');

      expect([ofAna.body.total, refused.body.total]).toEqual([2, 1]);
    });

    test('are counted per hour, and failures by their cause', async () => {
      const hours = await call('GET', '/contacts/hours?hours=2');
      const failures = await call('GET', '/contacts/failures');

      const sum = (outcome: string) =>
        hours.body.items.reduce((all: number, hour: Record<string, number>) => all + (hour[outcome] ?? 0), 0);
      expect(hours.body.items).toHaveLength(2);
      expect([sum('answered'), sum('refused'), sum('failed')]).toEqual([4, 1, 0]);
      expect(failures.body.items).toEqual([
        { outcome: 'refused', cause: 'not-inflatable', contacts: 1, devices: 0, lastAt: expect.any(String) },
      ]);
    });
  });

  describe('settings', () => {
    test('are given a value, and it is kept who did and when', async () => {
      const put = await call('PUT', '/settings/PROLOG_FREQ', { value: 12, reason: 'half a day' });
      const again = await call('PUT', '/settings/PROLOG_FREQ', { value: 12 });
      const changes = await call('GET', '/setting-changes?name=PROLOG_FREQ');

      expect([put.status, again.status]).toEqual([200, 200]);
      expect(put.body).toMatchObject({ name: 'PROLOG_FREQ', value: 12, default: 24, least: 1, most: 8760 });
      expect(operations.listSettingChanges.answer?.parse(changes.body).items).toEqual([
        expect.objectContaining({
          actor: 'Jovana Š',
          before: '24',
          after: '12',
          reason: 'half a day',
          holder: null,
        }),
      ]);
      const read = await call('GET', '/settings');
      expect(operations.listSettings.answer?.parse(read.body).items).toContainEqual(put.body);
    });

    test('of a device count for it alone, until they are taken from it', async () => {
      const address = `/devices/${ids.ana}/settings`;

      await call('PUT', `${address}/FREQUENCY`, { value: 3 });
      await call('PUT', `${address}/FREQUENCY`, { value: 4 });
      const held = await call('GET', address);
      const taken = await call('DELETE', `${address}/FREQUENCY`);
      const after = await call('GET', address);

      const frequencyOf = (answer: typeof held) =>
        answer.body.items.find((item: { name: string }) => item.name === 'FREQUENCY').value;
      expect([frequencyOf(held), taken.status, frequencyOf(after)]).toEqual([4, 204, null]);
      const changes = await call('GET', `/setting-changes?holder=${ids.ana}`);
      const values = changes.body.items.map((item: { after: string }) => item.after);
      expect(values).toEqual([null, '4', '3']);
    });

    test('of one value given at once by many is changed once', async () => {
      await Promise.all(Array.from({ length: 5 }, () => call('PUT', '/settings/REGISTRY', { value: 1 })));

      const { body } = await call('GET', '/setting-changes?name=REGISTRY');

      expect(body.total).toBe(1);
    });

    test('refuse what is out of their range, and what is not theirs', async () => {
      const refused = await call('PUT', '/settings/PROLOG_FREQ', { value: 0 });
      const unknown = await call('PUT', '/settings/NOTHING', { value: 0 });
      const nobody = await call('PUT', '/devices/999/settings/FREQUENCY', { value: 0 });

      expect(refused.body).toMatchObject({
        status: 400,
        faults: [{ path: 'value', message: 'must be a whole number from 1 to 8760' }],
        requestId: 'request-1',
      });
      expect([unknown.status, nobody.status]).toEqual([404, 404]);
    });
  });

  describe('groups', () => {
    test('take devices in and keep them out', async () => {
      const made = await call('POST', '/groups', { name: 'Lab', description: 'First floor' });
      const address = `/groups/${made.body.id}/members`;

      await call('PUT', `${address}/${ids.ana}`, { membership: 'included' });
      await call('PUT', `${address}/${ids.boris}`, { membership: 'included' });
      await call('PUT', `${address}/${ids.boris}`, { membership: 'excluded' });
      await call('PUT', `${address}/${ids.cica}`, { membership: 'included' });
      await call('DELETE', `${address}/${ids.cica}`);

      const members = await call('GET', address);
      const [group] = (await call('GET', '/groups')).body.items;
      const inGroup = await call('GET', `/devices?group=${made.body.id}`);
      expect(operations.listGroupMembers.answer?.parse(members.body).items).toEqual([
        { id: ids.ana, deviceId: 'ana-2026-01-02-03-04-05', name: 'ana', membership: 'included' },
        { id: ids.boris, deviceId: 'boris-2026-01-02-03-04-05', name: 'boris', membership: 'excluded' },
      ]);
      expect(group).toMatchObject({ name: 'Lab', isDynamic: false, members: 1 });
      expect(inGroup.body.items.map((item: { name: string }) => item.name)).toEqual(['ana']);
    });

    test('have only devices as members', async () => {
      const made = await call('POST', '/groups', { name: 'Other' });
      const address = `/groups/${made.body.id}/members`;

      const itself = await call('PUT', `${address}/${made.body.id}`, { membership: 'included' });
      const noGroup = await call('GET', `/groups/${ids.ana}/members`);

      expect([itself.status, noGroup.status]).toEqual([404, 404]);
    });
  });

  test('a fault of the request is named, and nothing unknown is passed over', async () => {
    const { status, body } = await call('GET', '/devices?limit=0&colour=red&cursor=nix');

    expect(status).toBe(400);
    expect(body.faults.map((fault: { path: string }) => fault.path)).toEqual(['query.limit', 'query.colour']);
    expect((await call('GET', '/devices?cursor=nix')).body.faults[0].path).toBe('query.cursor');
    expect((await call('GET', '/nothing')).status).toBe(404);
  });

  test('a name of who asks that cannot be read is a fault of the request, and nothing is done', async () => {
    const answer = await admin.inject({
      method: 'POST',
      url: '/admin/groups?colour=red',
      headers: { authorization: `Bearer ${token}`, 'x-popis-actor': '%' },
      payload: { name: 'By nobody' },
    });

    const groups = (await call('GET', '/groups')).body.items.map((group: { name: string }) => group.name);
    expect(answer.statusCode).toBe(400);
    expect(answer.json().faults.map((fault: { path: string }) => fault.path)).toEqual([
      'query.colour',
      'headers.x-popis-actor',
    ]);
    expect(groups).not.toContain('By nobody');
  });

  test('the server says what it is and where it keeps its journal', async () => {
    const { body } = await call('GET', '/status');

    expect(operations.getStatus.answer?.parse(body)).toMatchObject({
      isFound: false,
      journal: 'database',
      droppedContacts: 0,
      devices: 3,
    });
  });
});
