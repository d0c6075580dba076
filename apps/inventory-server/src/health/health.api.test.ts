import {
  createEmptyDatabase,
  createEmptyMysqlDatabase,
  createInventoryDatabase,
  type TestDatabase,
} from '@popis/testing';
import type { FastifyInstance } from 'fastify';
import { afterEach, describe, expect, test } from 'vitest';
import { buildServer } from '../server.ts';
import { openStore, type Store } from '../store.ts';
import { serveHealth } from './health-routes.ts';
import { openServerReadiness } from './readiness.ts';

const ended: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const end of ended.splice(0).reverse()) await end();
});

async function start(create: () => Promise<TestDatabase>) {
  const database = await create();
  ended.push(() => database.drop());
  const store = await openStore(database.url, 3, () => undefined);
  const readiness = openServerReadiness(store);
  const server = buildServer(store, { compatibility: 'loopback', extraUserAgents: [] });
  serveHealth(server, readiness);
  ended.push(
    () => server.close(),
    () => store.close().catch(() => undefined),
  );
  return { store, readiness, server };
}

async function ask(server: FastifyInstance, url: string) {
  const { statusCode, body } = await server.inject({ method: 'GET', url });
  return { status: statusCode, body: JSON.parse(body) };
}

function migrationRow(store: Store, change: string): Promise<unknown> {
  return store.database.statements.query(change);
}

describe.each([
  { name: 'PostgreSQL', create: createEmptyDatabase },
  { name: 'MariaDB', create: createEmptyMysqlDatabase },
])('on $name', ({ create }) => {
  test('a server whose database answers is ready', async () => {
    const { server } = await start(create);

    expect(await ask(server, '/health/ready')).toEqual({
      status: 200,
      body: {
        status: 'ready',
        checks: [
          { name: 'serving', ok: true },
          { name: 'database', ok: true },
          { name: 'schema', ok: true },
        ],
      },
    });
    expect(await ask(server, '/health/live')).toEqual({ status: 200, body: { status: 'live' } });
  });

  test('a server whose database lacks a migration is not ready, and names it', async () => {
    const { server, store } = await start(create);
    await migrationRow(store, "DELETE FROM schema_migration WHERE name LIKE '20261123%'");

    const { status, body } = await ask(server, '/health/ready');

    expect(status).toBe(503);
    expect(body.checks[2]).toEqual({
      name: 'schema',
      ok: false,
      reason: 'the database lacks the migrations 20261123001000-ocs-tables.sql',
    });
  });

  test('a server whose database is away is not ready, but lives', async () => {
    const { server, store } = await start(create);
    await store.close();

    const { status, body } = await ask(server, '/health/ready');

    expect(status).toBe(503);
    expect(body.checks[1]).toEqual({ name: 'database', ok: false, reason: 'does not answer' });
    expect((await ask(server, '/health/live')).status).toBe(200);
  });
});

test('a server that is stopping is not ready, and still takes what comes', async () => {
  const { server, readiness } = await start(createInventoryDatabase);

  readiness.drain();

  const { status, body } = await ask(server, '/health/ready');
  expect(status).toBe(503);
  expect(body.checks[0]).toEqual({ name: 'serving', ok: false, reason: 'this process is stopping' });
  expect((await ask(server, '/health')).status).toBe(200);
});
