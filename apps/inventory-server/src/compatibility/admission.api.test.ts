import { deflateSync } from 'node:zlib';
import { formatProlog } from '@popis/inventory-format';
import { createInventoryDatabase, type TestDatabase } from '@popis/testing';
import type { FastifyInstance } from 'fastify';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { buildServer, type ServerOptions } from '../server.ts';
import { openStore, type Store } from '../store.ts';
import { parseCredentials } from './credentials.ts';

const prolog = deflateSync(formatProlog('pc-2026-01-02-03-04-05'));

let database: TestDatabase;
let store: Store;
let server: FastifyInstance | undefined;

beforeAll(async () => {
  database = await createInventoryDatabase();
  store = await openStore(database.url, 2, () => undefined);
});
afterEach(async () => {
  await server?.close();
  server = undefined;
});
afterAll(async () => {
  await store?.close();
  await database?.drop();
});

/** Status of a report over a real socket that comes from 127.0.0.1. */
async function report(options: Partial<ServerOptions>, headers: Record<string, string> = {}) {
  server = buildServer(store, { compatibility: 'off', extraUserAgents: [], ...options });
  const url = await server.listen({ host: '127.0.0.1', port: 0 });
  const answer = await fetch(`${url}/ocsinventory`, {
    method: 'POST',
    headers: { 'user-agent': 'OCS-NG_unified_unix_agent_v2.10.0', ...headers },
    body: prolog,
  });
  return { status: answer.status, challenge: answer.headers.get('www-authenticate') };
}

const basic = (text: string) => ({ authorization: `Basic ${Buffer.from(text).toString('base64')}` });

describe('a plain agent', () => {
  test.each([
    ['off', 403],
    ['loopback', 200],
    ['open', 200],
    ['127.0.0.0/8', 200],
    ['10.0.0.0/8, ::/0', 403],
  ])('under %s gets %i', async (compatibility, status) => {
    expect(await report({ compatibility })).toEqual({ status, challenge: null });
  });

  test.each([
    ['with its password', 200, basic('agent:šifra')],
    ['with a wrong one', 401, basic('agent:sifra')],
    ['without one', 401, {}],
  ])('%s gets %i where one is asked for', async (_what, status, headers) => {
    const credentials = parseCredentials('agent:šifra');

    const answer = await report({ compatibility: '127.0.0.1+basic', credentials }, headers);

    expect(answer.status).toBe(status);
    expect(answer.challenge?.startsWith('Basic realm=') ?? false).toBe(status === 401);
  });
});

describe('the address that counts', () => {
  const compatibility = '10.0.0.0/8';
  const proxied = { 'x-forwarded-for': '10.1.2.3' };

  test('is that of the socket, whatever a stranger says', async () => {
    expect((await report({ compatibility }, proxied)).status).toBe(403);
    await server?.close();
    expect((await report({ compatibility: 'loopback' }, { 'x-forwarded-for': '192.0.2.1' })).status).toBe(
      200,
    );
  });

  test('is what a trusted proxy says', async () => {
    const trustedProxies = ['127.0.0.0/8'];

    expect((await report({ compatibility, trustedProxies }, proxied)).status).toBe(200);
  });

  test('is the one nearest to the trusted proxies, not what stands before it', async () => {
    const trustedProxies = ['127.0.0.1'];
    const headers = { 'x-forwarded-for': '10.1.2.3, 192.0.2.1' };

    expect((await report({ compatibility, trustedProxies }, headers)).status).toBe(403);
  });

  test('cannot be a text that is none', async () => {
    const options = { compatibility: 'open', trustedProxies: ['127.0.0.1'] };

    expect((await report(options, { 'x-forwarded-for': 'unknown' })).status).toBe(403);
  });
});
