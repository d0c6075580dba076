import { createInventoryDatabase, type TestDatabase } from '@popis/testing';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildServer } from '../server.ts';
import { openStore, type Store } from '../store.ts';

let database: TestDatabase;
let store: Store;
let server: FastifyInstance;

beforeAll(async () => {
  database = await createInventoryDatabase();
  store = await openStore(database.url, 2, () => undefined);
  server = buildServer(store, { compatibility: 'loopback', extraUserAgents: [] });
});
afterAll(async () => {
  await server?.close();
  await store?.close();
  await database?.drop();
});

/** As a real OCS 2.8.1 server answered them. */
test.each([
  ['/update/linux/agent/4', 403],
  ['/update/linux/agent/4/', 403],
  ['/update/linux/agent/4/more', 403],
  ['/update/a/b/c/5', 403],
  ['/update/linux/agent/x', 400],
  ['/update/x', 400],
  ['/deploy/', 400],
  ['/other', 400],
])('files of updates are refused as OCS refuses them while UPDATE is 0: %s', async (below, status) => {
  const answer = await server.inject(`/ocsinventory${below}`);

  expect([answer.statusCode, answer.rawPayload.length]).toEqual([status, 0]);
});
