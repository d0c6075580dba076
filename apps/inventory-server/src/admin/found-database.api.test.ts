import { deflateSync } from 'node:zlib';
import { formatProlog } from '@popis/inventory-format';
import { getPeers } from '@popis/testing';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildServer } from '../server.ts';
import { openStore, type Store } from '../store.ts';
import { buildAdminServer } from './admin-server.ts';
import { openAdministration } from './administration.ts';

/** The database of a real OCS server, which is used as it is found. */
const { ocsDatabaseUrl } = getPeers('ocsDatabaseUrl');
const token = 'token-of-the-administration-in-tests';

let store: Store;
let inventory: FastifyInstance;
let admin: FastifyInstance;

beforeAll(async () => {
  store = await openStore(ocsDatabaseUrl, 2, () => undefined);
  const administration = openAdministration(store);
  inventory = buildServer(store, {
    compatibility: 'loopback',
    extraUserAgents: [],
    onContact: administration.contacts.record,
  });
  admin = buildAdminServer(administration, token);
});
afterAll(async () => {
  await admin?.close();
  await inventory?.close();
  await store?.close();
});

async function call(method: 'GET' | 'PUT', address: string, body?: object) {
  const headers = { authorization: `Bearer ${token}`, 'x-popis-actor': 'ana' };
  const payload = body === undefined ? {} : { payload: body };
  const answer = await admin.inject({ method, url: `/admin${address}`, headers, ...payload });
  return { status: answer.statusCode, body: answer.json() };
}

async function tables(): Promise<string[]> {
  return [...(await store.database.readCatalogue()).keys()].sort();
}

test('it gets no table of ours: contacts are remembered, and it is said so', async () => {
  const before = await tables();
  await inventory.inject({
    method: 'POST',
    url: '/ocsinventory',
    headers: { 'user-agent': 'OCS-NG_unified_unix_agent_v2.8.1' },
    payload: deflateSync(formatProlog('nobody-2026-01-02-03-04-05')),
  });

  const status = await call('GET', '/status');
  const contacts = await call('GET', '/contacts');
  const hours = await call('GET', '/contacts/hours?hours=1');

  expect(status.body).toMatchObject({ database: 'mysql', isFound: true, journal: 'memory' });
  expect(contacts.body.items).toEqual([
    expect.objectContaining({ deviceId: 'nobody-2026-01-02-03-04-05', query: 'PROLOG', outcome: 'answered' }),
  ]);
  expect(hours.body.items[0].answered).toBe(1);
  expect(await tables()).toEqual(before);
});

test('its devices, groups, agents and settings are read as they are', async () => {
  for (const address of ['/devices', '/devices?sort=quality', '/agents', '/groups', '/contacts/failures']) {
    expect((await call('GET', address)).status, address).toBe(200);
  }
});

test('a setting is changed there by order, and who did it is remembered', async () => {
  const found = await call('GET', '/settings');
  const latency = found.body.items.find((item: { name: string }) => item.name === 'IPDISCOVER_LATENCY');

  const put = await call('PUT', '/settings/IPDISCOVER_LATENCY', { value: 250 });
  const back = await call('PUT', '/settings/IPDISCOVER_LATENCY', { value: latency.value });
  const changes = await call('GET', '/setting-changes');

  expect([put.status, back.status]).toEqual([200, 200]);
  expect(
    changes.body.items.map((item: { actor: string; after: string }) => [item.actor, item.after]),
  ).toEqual([
    ['ana', String(latency.value)],
    ['ana', '250'],
  ]);
});
