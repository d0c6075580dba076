import { once } from 'node:events';
import { type ClientRequest, request as httpRequest, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { deflateSync } from 'node:zlib';
import { formatInventory, formatProlog } from '@popis/inventory-format';
import { createInventoryDatabase, type TestDatabase } from '@popis/testing';
import type { FastifyInstance } from 'fastify';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { Contact } from '../contacts/contact.ts';
import { buildServer } from '../server.ts';
import { openStore, type Store } from '../store.ts';
import { openBursts } from './bursts.ts';

const deviceId = 'pc-2026-01-02-03-04-05';
const prolog = deflateSync(formatProlog(deviceId));
const inventory = deflateSync(
  formatInventory({ deviceId, sections: { HARDWARE: [{ NAME: 'pc' }] }, accountInfo: [] }),
);

let database: TestDatabase;
let store: Store;
let server: FastifyInstance;
let contacts: Contact[];

beforeAll(async () => {
  database = await createInventoryDatabase();
  store = await openStore(database.url, 5, () => undefined);
});
afterEach(() => server.close());
afterAll(async () => {
  await store?.close();
  await database?.drop();
});

async function listen(bodyBytes?: number): Promise<number> {
  contacts = [];
  server = buildServer(store, {
    compatibility: 'loopback',
    extraUserAgents: [],
    bursts: openBursts(bodyBytes),
    onContact: (contact) => contacts.push(contact),
  });
  await server.listen({ host: '127.0.0.1', port: 0 });
  return (server.server.address() as AddressInfo).port;
}

function begin(port: number, length?: number): ClientRequest {
  const headers = {
    'user-agent': 'OCS-NG_unified_unix_agent_v2.10.0',
    ...(length === undefined ? {} : { 'content-length': length }),
  };
  const sent = httpRequest({
    host: '127.0.0.1',
    port,
    path: '/ocsinventory',
    method: 'POST',
    headers,
    agent: false,
  });
  sent.flushHeaders();
  return sent;
}

async function answerTo(sent: ClientRequest) {
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  response.resume();
  await once(response, 'end');
  return { status: response.statusCode, retryAfter: Number(response.headers['retry-after']) };
}

function send(port: number, body: Buffer) {
  const sent = begin(port, body.length);
  sent.end(body);
  return answerTo(sent);
}

async function isStored(): Promise<boolean> {
  const rows = await store.database.statements.query(
    'SELECT h.id AS id FROM hardware h WHERE h.deviceid = ?',
    [deviceId],
  );
  return rows.length === 1;
}

test('a body for which there is no room is not waited for: 503 with Retry-After comes before it', async () => {
  const port = await listen(100_000);
  const slow = begin(port, 99_000);
  await once(slow, 'socket');
  await expect
    .poll(async () => (await answerTo(begin(port, 2_000).on('error', () => undefined))).status)
    .toBe(503);

  const refused = await answerTo(begin(port, 1_500).on('error', () => undefined));
  const unsaid = await answerTo(begin(port).on('error', () => undefined));
  const small = await send(port, prolog);
  slow.on('error', () => undefined).destroy();

  expect(refused.status).toBe(503);
  expect(refused.retryAfter).toBeGreaterThanOrEqual(60);
  expect(refused.retryAfter).toBeLessThanOrEqual(120);
  expect(unsaid.status).toBe(503);
  expect(small.status).toBe(200);
  expect(contacts.filter(({ cause }) => cause === 'busy').length).toBeGreaterThanOrEqual(2);
  // What was broken off has given its room back.
  await expect.poll(async () => (await send(port, Buffer.alloc(90_000, 0x20))).status).not.toBe(503);
});

test('a server that stops stores what it has let in, and tells others to come again', async () => {
  const port = await listen();
  let release: () => void = () => undefined;
  const held = store.database.transaction(
    `device:${deviceId}`,
    () => new Promise<void>((resolve) => (release = resolve)),
  );
  const accepted = send(port, inventory);
  await expect
    .poll(async () => {
      const [row] = await store.database.statements.query(
        "SELECT count(*) AS n FROM pg_locks WHERE locktype = 'advisory' AND NOT granted",
      );
      return Number(row?.n);
    })
    .toBe(1);

  const closing = server.close();
  const late = await send(port, prolog);
  const storedBefore = await isStored();
  release();
  const answered = await accepted;
  await Promise.all([closing, held]);

  expect(late.status).toBe(503);
  expect(late.retryAfter).toBeGreaterThanOrEqual(60);
  expect(storedBefore).toBe(false);
  expect(answered.status).toBe(200);
  expect(await isStored()).toBe(true);
});
