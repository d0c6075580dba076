import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { deflateSync } from 'node:zlib';
import { formatInventory } from '@popis/inventory-format';
import { openMetrics } from '@popis/metrics';
import { createInventoryDatabase, type TestDatabase } from '@popis/testing';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildAdminServer } from '../admin/admin-server.ts';
import { type Administration, openAdministration } from '../admin/administration.ts';
import { keepReports } from '../raw-reports/keep-reports.ts';
import { openRawReports, type RawReports } from '../raw-reports/raw-reports.ts';
import { buildServer } from '../server.ts';
import { openStore, type Store } from '../store.ts';
import { countContacts } from './contact-metrics.ts';
import { tellState } from './state-metrics.ts';
import { openRequestWatch } from './watch-requests.ts';

const adminToken = 'token-of-the-administration';
const metricsToken = 'token-of-the-scraper-alone';
let database: TestDatabase;
let store: Store;
let administration: Administration;
let server: FastifyInstance;
let admin: FastifyInstance;
let rawReports: RawReports;
let folder: string;

beforeAll(async () => {
  database = await createInventoryDatabase();
  store = await openStore(database.url, 4, () => undefined);
  folder = await mkdtemp(path.join(tmpdir(), 'popis-reports-'));
  const location = { kind: 'folder', root: folder } as const;
  rawReports = await openRawReports(store, { location, credentials: undefined, queueBytes: 1_048_576 });
  administration = openAdministration(store, undefined, rawReports);
  const registry = openMetrics('popis-test', '0');
  tellState(registry, store, administration);
  server = buildServer(store, {
    compatibility: 'loopback',
    extraUserAgents: [],
    onContact: countContacts(registry),
    onReport: keepReports(rawReports.keeper),
  });
  openRequestWatch(registry)(server);
  await server.listen({ host: '127.0.0.1', port: 0 });
  admin = buildAdminServer(administration, adminToken, { registry, token: metricsToken });
});
afterAll(async () => {
  await server?.close();
  await admin?.close();
  await administration?.contacts.close();
  await rawReports?.close();
  await store?.close();
  await database?.drop();
  await rm(folder, { recursive: true });
});

async function report(payload: Buffer): Promise<number> {
  const { statusCode } = await server.inject({
    method: 'POST',
    url: '/ocsinventory',
    headers: { 'user-agent': 'OCS-NG_unified_unix_agent_v2.10.0' },
    payload,
  });
  return statusCode;
}

async function scrape(token: string, url = '/metrics'): Promise<{ status: number; body: string }> {
  const { statusCode, body } = await admin.inject({ url, headers: { authorization: `Bearer ${token}` } });
  return { status: statusCode, body };
}

test('reports are counted by what they asked, how they ended, and how their device was found', async () => {
  const sections = { HARDWARE: [{ NAME: 'pc' }], SOFTWARES: [{ NAME: 'bash' }, { NAME: 'vim' }] };
  const inventory = deflateSync(
    formatInventory({ deviceId: 'pc-2026-01-02-03-04-05', sections, accountInfo: [] }),
  );
  expect(await report(inventory)).toBe(200);
  expect(await report(inventory)).toBe(200);
  expect(await report(Buffer.from('no report'))).toBe(500);
  await server.inject({ url: '/no/such/address/7' });
  await rawReports.keeper.drain();

  const { body } = await scrape(metricsToken);

  for (const line of [
    'popis_inventory_contacts_total{query="INVENTORY",outcome="answered",cause=""} 2',
    'popis_inventory_contacts_total{query="",outcome="refused",cause="not-inflatable"} 1',
    'popis_inventory_identifications_total{outcome="new"} 1',
    'popis_inventory_identifications_total{outcome="known"} 1',
    'popis_http_requests_total{method="POST",route="/ocsinventory",status="200"} 2',
    'popis_http_requests_total{method="GET",route="none",status="404"} 1',
    'popis_inventory_dictionary_words{dictionary="software_name"} 2',
    'popis_inventory_pool_connections{state="limit"} 4',
    'popis_inventory_reports_in_hand 0',
    'popis_inventory_bytes_in_hand 0',
    'popis_inventory_contacts_dropped 0',
    'popis_inventory_raw_reports_kept 2',
    'popis_inventory_raw_reports_dropped{cause="queue"} 0',
  ]) {
    expect(body.split('\n')).toContain(line);
  }
  expect(body).toContain('popis_build_info{app="popis-test"');
});

test('every metric of ours stands in docs/monitoring.md', async () => {
  const { body } = await scrape(metricsToken);
  const page = readFileSync(path.resolve(import.meta.dirname, '../../../../docs/monitoring.md'), 'utf8');

  const names = [...body.matchAll(/^# TYPE (popis_\w+)/gm)].map(([, name]) => name);
  expect(names.length).toBeGreaterThan(10);
  expect(names.filter((name) => !page.includes(`\`${name}\``))).toEqual([]);
});

test('the token of the metrics opens nothing else, and that of the administration both', async () => {
  expect((await scrape(metricsToken)).status).toBe(200);
  expect((await scrape(adminToken)).status).toBe(200);
  expect((await scrape('guessed-guessed-guessed')).status).toBe(401);
  expect((await scrape(metricsToken, '/admin/status')).status).toBe(401);
  expect((await scrape(adminToken, '/admin/status')).status).toBe(200);
});

test('where only metrics are set up, nobody administers', async () => {
  const registry = openMetrics('popis-test', '0');
  const alone = buildAdminServer(administration, undefined, { registry, token: metricsToken });

  for (const authorization of ['Bearer undefined', 'Bearer ', `Bearer ${metricsToken}`]) {
    expect((await alone.inject({ url: '/admin/status', headers: { authorization } })).statusCode).toBe(401);
  }
  await alone.close();
});

test('a report whose sender has gone is not held for good', async () => {
  const address = server.server.address();
  if (address === null || typeof address === 'string') throw new Error('the server listens nowhere');
  const socket = connect(address.port, '127.0.0.1');
  await once(socket, 'connect');
  socket.write('POST /ocsinventory HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nno report');
  socket.destroy();

  await expect
    .poll(async () => (await scrape(metricsToken)).body.split('\n'))
    .toContain('popis_inventory_reports_in_hand 0');
});
