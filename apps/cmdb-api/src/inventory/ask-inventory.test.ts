import { createServer, type IncomingMessage, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { UnavailableError } from '@popis/errors';
import { afterEach, expect, test } from 'vitest';
import { askInventory } from './ask-inventory.ts';

const ana = { username: 'ana %š\ud800', requestId: '01970000-0000-7000-8000-000000000000' };
const list = { method: 'GET', address: '/admin/devices', body: undefined } as const;
const closing: (() => void)[] = [];

afterEach(() => {
  for (const close of closing.splice(0)) close();
});

async function serve(answer: RequestListener, limitMs = 5_000) {
  const server = createServer(answer).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  closing.push(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { rootUrl: `http://127.0.0.1:${port}`, token: 'secret', limitMs, uploadLimitMs: 5_000 };
}

test('who asks, and the id of the request, are handed on with the token', async () => {
  let seen: IncomingMessage['headers'] = {};
  const access = await serve((request, response) => {
    seen = request.headers;
    response.end('{"items":[]}');
  });

  const answer = await askInventory(access, ana, list);

  expect(answer).toEqual({ status: 200, body: { items: [] }, bytes: Buffer.from('{"items":[]}') });
  expect(seen.authorization).toBe('Bearer secret');
  expect(seen['x-request-id']).toBe(ana.requestId);
  expect(decodeURIComponent(String(seen['x-popis-actor']))).toBe('ana %š\ufffd');
});

test('an answer that is no JSON has none', async () => {
  const access = await serve((_request, response) => response.writeHead(502).end('<html>'));

  expect(await askInventory(access, ana, list)).toEqual({
    status: 502,
    body: undefined,
    bytes: Buffer.from('<html>'),
  });
});

test('a file comes with its bytes and how it is to be saved', async () => {
  const access = await serve((_request, response) =>
    response.setHeader('content-disposition', 'attachment; filename="x"').end(Buffer.from([0, 255])),
  );

  expect(await askInventory(access, ana, list)).toEqual({
    status: 200,
    body: undefined,
    bytes: Buffer.from([0, 255]),
    disposition: 'attachment; filename="x"',
  });
});

test.each<[string, RequestListener]>([
  ['does not answer in time', () => undefined],
  ['begins an answer and does not end it', (_request, response) => response.write('{"items":[')],
  [
    'breaks off in its answer',
    (_request, response) => {
      response.write('{"items":[');
      setImmediate(() => response.destroy());
    },
  ],
  ['sends the token elsewhere', (_request, response) => response.writeHead(307, { location: '/' }).end()],
])('a server that %s is away', async (_what, answer) => {
  const access = await serve(answer, 200);

  await expect(askInventory(access, ana, list)).rejects.toThrow(UnavailableError);
});

test('a server that is not there is away', async () => {
  const access = await serve(() => undefined);
  for (const close of closing.splice(0)) close();

  await expect(askInventory(access, ana, list)).rejects.toThrow('The inventory server does not answer now');
});

test('what is uploaded goes on as it comes, for longer than an answer may take', async () => {
  let received = '';
  const access = await serve(async (request, response) => {
    for await (const chunk of request) received += chunk;
    response.end(JSON.stringify({ type: request.headers['content-type'] }));
  }, 100);
  async function* slowly() {
    for (const piece of ['one', 'two', 'three']) {
      await new Promise((resolve) => setTimeout(resolve, 60));
      yield Buffer.from(piece);
    }
  }

  const body = { mediaType: 'application/octet-stream', content: slowly() };
  const answer = await askInventory(access, ana, { method: 'POST', address: '/admin/packages', body });

  expect(received).toBe('onetwothree');
  expect(answer).toMatchObject({ status: 200, body: { type: 'application/octet-stream' } });
});
