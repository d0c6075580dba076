import type { Readiness } from '@popis/runtime';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestCmdb, type TestCmdb } from '../../../../tests/cmdb/test-cmdb.ts';
import { READINESS } from './health.tokens.ts';

let cmdb: TestCmdb;

beforeAll(async () => {
  cmdb = await startTestCmdb();
});
afterAll(() => cmdb?.stop());

async function ask(path: string): Promise<{ status: number; body: unknown }> {
  const answer = await fetch(`${cmdb.url}/api/health/${path}`);
  return { status: answer.status, body: await answer.json() };
}

test('whoever asks is told that the process lives, and that it is ready', async () => {
  expect(await ask('live')).toEqual({ status: 200, body: { status: 'live' } });
  expect(await ask('ready')).toEqual({
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
});

test('a process whose database lacks a migration is not ready, and says which', async () => {
  const [row] = await cmdb.query<{ name: string }>(
    'DELETE FROM schema_migration WHERE name = (SELECT max(name) FROM schema_migration) RETURNING name',
  );

  await expect
    .poll(() => ask('ready'), { timeout: 5_000 })
    .toMatchObject({
      status: 503,
      body: {
        status: 'not ready',
        checks: [{}, { ok: true }, { ok: false, reason: `the database lacks the migrations ${row?.name}` }],
      },
    });
});

test('requests are counted by route and status, never by address', async () => {
  await cmdb.call('GET', '/classes/Computer');
  await cmdb.call('GET', '/classes/NoSuchClass');
  await fetch(`${cmdb.url}/api/no/such/route/7`);

  const text = await cmdb.app.metrics.metrics();

  const lines = text.split('\n');
  expect(lines).toContain(
    'popis_http_requests_total{method="GET",route="/api/classes/:class",status="200"} 1',
  );
  expect(lines).toContain(
    'popis_http_requests_total{method="GET",route="/api/classes/:class",status="404"} 1',
  );
  expect(text).toMatch(/popis_http_requests_total\{method="GET",route="\/\*",status="404"\} 1/);
  expect(text).not.toContain('NoSuchClass');
  expect(text).toMatch(/popis_cmdb_pool_connections\{state="waiting"\} 0/);
});

test('a process that is stopping is not ready', async () => {
  cmdb.app.nest.get<Readiness>(READINESS, { strict: false }).drain();

  expect(await ask('ready')).toMatchObject({
    status: 503,
    body: { checks: [{ ok: false, reason: 'this process is stopping' }, {}, {}] },
  });
});
