import { readFileSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { DEFAULT_LIMITS, deflateBody, formatReply, inflateBody } from '@popis/inventory-format';
import { describeFailure } from '@popis/runtime';
import { afterEach, describe, expect, test } from 'vitest';
import { createServerClient, type ServerAddress } from './server-client.ts';

const tls = path.resolve(import.meta.dirname, '../fixtures/tls');
const reply = formatReply({ response: 'SEND', orders: [], accountInfo: [], prologFrequencyHours: 24 });
let server: Server | undefined;

afterEach(async () => {
  const running = server;
  server = undefined;
  running?.closeAllConnections();
  await new Promise((resolve) => (running === undefined ? resolve(undefined) : running.close(resolve)));
});

async function serve(listener: RequestListener, secure = false): Promise<URL> {
  const options = {
    key: readFileSync(path.join(tls, 'server-key.pem')),
    cert: readFileSync(path.join(tls, 'server.pem')),
  };
  const started = secure ? createSecureServer(options, listener) : createServer(listener);
  server = started;
  await new Promise<void>((resolve) => started.listen(0, '127.0.0.1', resolve));
  const { port } = started.address() as AddressInfo;
  return new URL(`${secure ? 'https' : 'http'}://localhost:${port}/ocsinventory`);
}

async function send(url: URL, options: Partial<ServerAddress> = {}, xml = '<REQUEST/>') {
  const client = createServerClient({ url, userAgent: 'agent under test', timeoutMs: 5000, ...options });
  try {
    return await client.send(xml);
  } finally {
    client.close();
  }
}

async function failureOf(sending: Promise<unknown>): Promise<string> {
  return await sending.then(
    () => 'no failure',
    (error: unknown) => describeFailure(error),
  );
}

describe('a request', () => {
  test('is sent as OCS agents send it', async () => {
    const seen: Record<string, unknown> = {};
    const url = await serve(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk);
      const body = await inflateBody(Buffer.concat(chunks), DEFAULT_LIMITS);
      Object.assign(seen, { method: request.method, url: request.url, headers: request.headers });
      if (body.accepted)
        Object.assign(seen, { form: body.value.form, xml: Buffer.from(body.value.bytes).toString() });
      response.end(await deflateBody(reply, 'zlib'));
    });

    const answer = await send(url, { user: 'agent', password: 'šifra' }, '<REQUEST>Č</REQUEST>');

    expect(answer).toMatchObject({ response: 'SEND', prologFrequencyHours: 24 });
    expect(seen).toMatchObject({
      method: 'POST',
      url: '/ocsinventory',
      form: 'zlib',
      xml: '<REQUEST>Č</REQUEST>',
      headers: {
        'user-agent': 'agent under test',
        'content-type': 'application/x-compress',
        pragma: 'no-cache',
        authorization: `Basic ${Buffer.from('agent:šifra').toString('base64')}`,
      },
    });
  });

  test('is signed over what is sent, where there is a key', async () => {
    let seen: unknown;
    const url = await serve(async (request, response) => {
      seen = request.headers['popis-key'];
      response.end(await deflateBody(reply, 'zlib'));
    });
    const client = createServerClient({ url, userAgent: 'agent', timeoutMs: 5000 });
    const signed: unknown[] = [];
    const sign = async ({ method, path: at, body }: { method: string; path: string; body: Uint8Array }) => {
      signed.push({ method, path: at, form: body[0] });
      return { 'popis-key': 'k' };
    };

    await client.send('<REQUEST/>', sign);
    client.close();

    expect(signed).toEqual([{ method: 'POST', path: '/ocsinventory', form: 0x78 }]);
    expect(seen).toBe('k');
  });

  test('of JSON goes below the endpoint, and a refusal says what the server said', async () => {
    let seen: unknown;
    const url = await serve((request, response) => {
      seen = request.url;
      response.statusCode = 403;
      response.end(JSON.stringify({ detail: 'This key waits for a person' }));
    });
    const client = createServerClient({ url, userAgent: 'agent', timeoutMs: 5000 });

    const failure = await failureOf(client.sendJson('/enrol', {}));
    client.close();

    expect(seen).toBe('/ocsinventory/enrol');
    expect(failure).toContain('status 403: This key waits for a person');
  });

  test('takes an answer in any form', async () => {
    const gzipped = await serve((_, response) => response.end(gzipSync(reply)));

    expect((await send(gzipped)).response).toBe('SEND');
  });
});

describe('a failure says what failed and what to do', () => {
  test.each([
    [400, '--user-agent'],
    [401, '--user, --password-file'],
    [403, 'refuses this host'],
    [404, '/ocsinventory'],
    [503, 'the next run tries again'],
  ])('status %i', async (status, advice) => {
    const url = await serve((_, response) => {
      response.statusCode = status;
      response.end();
    });

    const failure = await failureOf(send(url));

    expect(failure).toContain(`${url.href} answered with status ${status}`);
    expect(failure).toContain(advice);
  });

  test('nothing listens', async () => {
    const url = await serve(() => undefined);
    await new Promise((resolve) => server?.close(resolve));
    server = undefined;

    expect(await failureOf(send(url))).toContain(`${url.href} cannot be reached: nothing listens there`);
  });

  test('no answer in time', async () => {
    const url = await serve(() => undefined);

    expect(await failureOf(send(url, { timeoutMs: 50 }))).toContain('it did not answer in time');
  });

  test('an answer that is something else', async () => {
    const page = await serve((_, response) => response.end('<html>It works!</html>'));
    expect(await failureOf(send(page))).toContain('answered with no OCS reply');
    await new Promise((resolve) => server?.close(resolve));

    const other = await serve((_, response) => response.end('<?xml version="1.0"?><OTHER/>'));
    expect(await failureOf(send(other))).toContain('answered with no OCS reply');
  });
});

describe('a secure server', () => {
  test('whose authority is named is trusted', async () => {
    const url = await serve(async (_, response) => response.end(await deflateBody(reply, 'zlib')), true);

    expect((await send(url, { caFile: path.join(tls, 'ca.pem') })).response).toBe('SEND');
  });

  test('whose authority is unknown gets nothing', async () => {
    let requests = 0;
    const url = await serve(() => {
      requests += 1;
    }, true);

    expect(await failureOf(send(url))).toContain('unknown CA: name it with --ca');
    expect(requests).toBe(0);
  });

  test('with the certificate of another host gets nothing', async () => {
    const url = await serve(() => undefined, true);
    url.hostname = '127.0.0.1';

    expect(await failureOf(send(url, { caFile: path.join(tls, 'ca.pem') }))).toContain('another host name');
  });
});
