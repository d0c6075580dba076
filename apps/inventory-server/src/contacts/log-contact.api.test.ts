import { deflateSync } from 'node:zlib';
import { formatInventory } from '@popis/inventory-format';
import { createInventoryDatabase, type TestDatabase } from '@popis/testing';
import type { FastifyInstance } from 'fastify';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { log } from '../logger.ts';
import { buildServer } from '../server.ts';
import { openStore, type Store } from '../store.ts';
import { logContact } from './log-contact.ts';

let database: TestDatabase;
let store: Store;
let server: FastifyInstance;
const lines: { level: string; facts: Record<string, unknown>; message: string }[] = [];

beforeAll(async () => {
  database = await createInventoryDatabase();
  store = await openStore(database.url, 3, () => undefined);
  server = buildServer(store, { compatibility: 'loopback', extraUserAgents: [], onContact: logContact });
  for (const level of ['info', 'warn', 'error'] as const) {
    vi.spyOn(log, level).mockImplementation((facts: unknown, message?: string) => {
      lines.push({ level, facts: { ...(facts as object) }, message: message ?? '' });
    });
  }
});
afterEach(() => {
  lines.length = 0;
});
afterAll(async () => {
  vi.restoreAllMocks();
  await server?.close();
  await store?.close();
  await database?.drop();
});

async function report(payload: Buffer, headers: Record<string, string> = {}): Promise<void> {
  await server.inject({
    method: 'POST',
    url: '/ocsinventory',
    headers: { 'user-agent': 'OCS-NG_unified_unix_agent_v2.10.0', ...headers },
    payload,
  });
}

test('a report has one line, with its id, its outcome and its time, and nothing that it says', async () => {
  const secret = 'VALUE-OF-A-REPORT';
  const payload = formatInventory({
    deviceId: `${secret}-2026-01-02-03-04-05`,
    sections: {
      HARDWARE: [{ NAME: secret, USERID: secret, WINPRODKEY: secret }],
      BIOS: [{ SSN: secret }],
      SOFTWARES: [{ NAME: secret }],
    },
    accountInfo: [{ name: 'TAG', value: secret }],
  });

  await report(deflateSync(payload), { authorization: `Basic ${secret}` });

  expect(lines).toHaveLength(1);
  expect(lines[0]).toMatchObject({
    level: 'info',
    message: 'contact answered',
    facts: {
      requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      query: 'INVENTORY',
      outcome: 'answered',
      status: 200,
      ms: expect.any(Number),
      hardwareId: expect.any(Number),
      identification: 'new',
    },
  });
  expect(JSON.stringify(lines)).not.toContain(secret);
});

test('a report that is refused has one line, with the cause', async () => {
  await report(deflateSync('<!DOCTYPE secret><REQUEST/>'));

  expect(lines).toHaveLength(1);
  expect(lines[0]).toMatchObject({
    level: 'warn',
    message: 'contact refused',
    facts: { outcome: 'refused', cause: 'doctype', address: '127.0.0.1' },
  });
  expect(JSON.stringify(lines)).not.toContain('secret');
});
