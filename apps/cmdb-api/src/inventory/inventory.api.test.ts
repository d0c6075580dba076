import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { requestsOf } from '../../../../tests/cmdb/http.ts';
import { adminToken, startTestCmdb, type TestCmdb } from '../../../../tests/cmdb/test-cmdb.ts';

interface Received {
  method: string;
  address: string;
  actor: string;
  requestId: string;
  cookie: string | undefined;
  body: string;
}

const inventoryToken = 'token-of-the-inventory-in-tests';
let folder: string;
let server: Server;
let received: Received[];
let answer: { status: number; body: object | undefined; file?: { bytes: Buffer; disposition: string } };
let cmdb: TestCmdb;
let call: ReturnType<typeof requestsOf>;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'popis-inventory-'));
  await writeFile(path.join(folder, 'token'), inventoryToken);
  server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    const { headers, method = '', url = '' } = request;
    received.push({
      method,
      address: url,
      actor: String(headers['x-popis-actor']),
      requestId: String(headers['x-request-id']),
      cookie: headers.cookie,
      body,
    });
    if (answer.file !== undefined) response.setHeader('content-disposition', answer.file.disposition);
    response.writeHead(headers.authorization === `Bearer ${inventoryToken}` ? answer.status : 401);
    response.end(answer.file?.bytes ?? (answer.body === undefined ? '' : JSON.stringify(answer.body)));
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  cmdb = await startTestCmdb({
    INVENTORY_ADMIN_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    INVENTORY_ADMIN_TOKEN_FILE: path.join(folder, 'token'),
  });
  call = requestsOf(cmdb, adminToken);
});
afterAll(async () => {
  await cmdb?.stop();
  server.closeAllConnections();
  server.close();
  await rm(folder, { recursive: true });
});
beforeEach(() => {
  received = [];
  answer = { status: 200, body: { items: [], total: 0, next: null } };
});

test('an operation is handed on as it was read, with who asks and the id of the request', async () => {
  const { status, body, headers } = await call('GET', '/inventory/devices?silentDays=30&sort=lastContact');

  expect([status, body]).toEqual([200, answer.body]);
  expect(received).toEqual([
    {
      method: 'GET',
      address: '/admin/devices?limit=100&silentDays=30&sort=lastContact&order=ascending',
      actor: 'admin',
      requestId: headers.get('x-request-id'),
      cookie: undefined,
      body: '',
    },
  ]);
});

test('a change is handed on with its body, and answers with nothing where there is nothing to tell', async () => {
  answer = { status: 204, body: undefined };

  const { status, body } = await call('PUT', '/inventory/groups/7/members/8', { membership: 'included' });

  expect([status, body]).toEqual([204, undefined]);
  expect(received).toEqual([
    expect.objectContaining({
      method: 'PUT',
      address: '/admin/groups/7/members/8',
      body: '{"membership":"included"}',
    }),
  ]);
});

test('what has faults does not get as far as the inventory server', async () => {
  const { status, body } = await call('PUT', '/inventory/devices/x/settings/prolog', { value: 1, who: 'me' });

  expect(status).toBe(400);
  expect(body.faults.map((fault: { path: string }) => fault.path)).toEqual([
    'params.id',
    'params.name',
    'who',
  ]);
  expect(received).toEqual([]);
});

test('an archive reaches the inventory server, and no other body does', async () => {
  answer = { status: 200, body: { id: '1' } };
  const address = '/inventory/packages?name=viewer&system=LINUX&action=store&target=%2Fopt';
  const send = (type: string) =>
    fetch(`${cmdb.url}/api${address}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${adminToken}`, 'content-type': type },
      body: '{"files":[]}',
    });

  const sent = await send('application/octet-stream');
  const json = await send('application/json');

  expect([sent.status, json.status]).toEqual([200, 400]);
  expect(received).toEqual([expect.objectContaining({ body: '{"files":[]}' })]);
  expect(received[0]?.address).toContain('/admin/packages?name=viewer&system=LINUX&priority=5&action=store');
});

test('a problem of the inventory server is told with its faults and the id that both logs hold', async () => {
  const faults = [{ path: 'value', message: 'must be a whole number from 1 to 8760' }];
  answer = { status: 400, body: { detail: 'PROLOG_FREQ cannot have this value', faults } };

  const { status, body } = await call('PUT', '/inventory/settings/PROLOG_FREQ', { value: 0 });

  expect(status).toBe(400);
  expect(body).toMatchObject({ detail: 'PROLOG_FREQ cannot have this value', faults });
  expect(body.requestId).toBe(received[0]?.requestId);
});

test('a file is handed on byte for byte, as an attachment that no browser opens', async () => {
  const bytes = Buffer.from([0x78, 0x9c, 0, 255, 10]);
  const report = '1795000000123-inventory-0123456789abcdef';
  answer = {
    status: 200,
    body: undefined,
    file: { bytes, disposition: `attachment; filename="${report}.report"` },
  };

  const response = await fetch(`${cmdb.url}/api/inventory/devices/7/reports/${report}/content`, {
    headers: { authorization: `Bearer ${adminToken}` },
  });

  expect(response.status).toBe(200);
  expect(Buffer.from(await response.arrayBuffer()).equals(bytes)).toBe(true);
  expect(Object.fromEntries(response.headers)).toMatchObject({
    'content-type': 'application/octet-stream',
    'content-disposition': `attachment; filename="${report}.report"`,
    'x-content-type-options': 'nosniff',
  });
});

test('a file that is to be shown is no file for us', async () => {
  answer = { status: 200, body: undefined, file: { bytes: Buffer.from('<svg/>'), disposition: 'inline' } };

  const address = '/inventory/refused-reports/1795000000123-none-0123456789abcdef/content';
  expect((await call('GET', address)).status).toBe(502);
});

test('an answer that cannot be read is a fault of the inventory server', async () => {
  answer = { status: 200, body: undefined };

  expect((await call('GET', '/inventory/status')).status).toBe(502);
});

describe('while the inventory server is away', () => {
  test('it is said, and when to ask again', async () => {
    const away = await startTestCmdb({
      INVENTORY_ADMIN_URL: 'http://127.0.0.1:1',
      INVENTORY_ADMIN_TOKEN_FILE: path.join(folder, 'token'),
    });

    const { status, headers, body } = await requestsOf(away, adminToken)('GET', '/inventory/status');

    await away.stop();
    expect(status).toBe(503);
    expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
    expect(body.detail).toBe('The inventory server does not answer now');
  });
});

describe('where no inventory is set up', () => {
  test('it is said what to set', async () => {
    const alone = await startTestCmdb();

    const { status, body } = await requestsOf(alone, adminToken)('GET', '/inventory/status');

    await alone.stop();
    expect(status).toBe(404);
    expect(body.detail).toContain('INVENTORY_ADMIN_URL and INVENTORY_ADMIN_TOKEN_FILE');
  });
});
