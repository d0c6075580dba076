import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describeFailure } from '@popis/runtime';
import { afterEach, describe, expect, test } from 'vitest';
import type { AlertMessage } from '../alert-message.ts';
import { parseAllowedPlaces } from './outgoing-address.ts';
import { postWebhook, sign } from './webhook.ts';

const message: AlertMessage = {
  kind: 'failure',
  source: 'ocs',
  subject: 'Popis: ocs: run failed',
  what: 'A run of ocs has failed',
  next: 'Open the run',
  link: 'https://cmdb.example.org/runs/7',
  at: '2026-06-01T02:16:00.000Z',
};
const secret = 'a secret of the webhook in tests';
const { allowed: nothing } = parseAllowedPlaces([]);
const { allowed: loopback } = parseAllowedPlaces(['127.0.0.0/8', '::1']);

interface Taken {
  headers: IncomingMessage['headers'];
  body: string;
  path: string | undefined;
}

const ends: (() => void)[] = [];
afterEach(() => {
  for (const end of ends.splice(0)) end();
});

/** A real server; gives its address and what it took. */
async function listen(answer: (response: ServerResponse, request: IncomingMessage) => void) {
  const taken: Taken[] = [];
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    taken.push({ headers: request.headers, body, path: request.url });
    answer(response, request);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  ends.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`, taken };
}

async function faultOf(work: Promise<void>): Promise<string> {
  return work.then(() => 'none', describeFailure);
}

describe('a webhook', () => {
  test('gets the message with a signature over the time and the body', async () => {
    const { url, taken } = await listen((response) => response.writeHead(204).end());

    await postWebhook({ url, secret, allowed: loopback }, 'id-1', message, new Date('2026-06-01T02:17:00Z'));

    const [request] = taken;
    expect(JSON.parse(request?.body ?? '')).toEqual({ id: 'id-1', ...message });
    const timestamp = String(Date.parse('2026-06-01T02:17:00Z') / 1_000);
    expect(request?.headers).toMatchObject({
      'popis-alert': 'id-1',
      'popis-timestamp': timestamp,
      'popis-signature': `v1=${sign(secret, timestamp, request?.body ?? '')}`,
    });
    expect(sign('another secret', timestamp, request?.body ?? '')).not.toBe(
      sign(secret, timestamp, request?.body ?? ''),
    );
  });

  test('that redirects is a fault, and the other place is not asked', async () => {
    const other = await listen((response) => response.writeHead(204).end());
    const { url } = await listen((response) => response.writeHead(307, { location: other.url }).end());

    expect(await faultOf(postWebhook({ url, secret, allowed: loopback }, 'id', message))).toContain(
      'answered 307, and redirects are not followed',
    );
    expect(other.taken).toEqual([]);
  });

  test('that refuses, answers without end or not at all is a fault within the time limit', async () => {
    const refusing = await listen((response) => response.writeHead(500).end('no'));
    const endless = await listen((response) => {
      response.writeHead(200);
      response.write('x'.repeat(1024 * 1024));
    });
    const silent = await listen(() => undefined);
    const post = ({ url }: { url: string }, limitMs?: number) =>
      faultOf(postWebhook({ url, secret, allowed: loopback }, 'id', message, new Date(), limitMs));

    expect(await post(refusing)).toContain('answered 500');
    expect(await post(endless)).toBe('none');
    expect(await post(silent, 200)).toContain('does not answer');
    expect(await post({ url: 'http://127.0.0.1:9/' })).toContain('does not answer');
  });

  test.each([
    ...['http://127.0.0.1', 'http://127.1', 'http://2130706433', 'http://0x7f000001', 'http://0177.0.0.1'],
    ...['http://0x7f.1', 'http://0', 'http://127.0.0.1.', 'http://localhost', 'http://LOCALHOST'],
    ...[
      'http://[::1]',
      'http://[::]',
      'http://[::ffff:127.0.0.1]',
      'http://[::ffff:7f00:1]',
      'http://[0:0:0:0:0:0:0:1]',
    ],
    ...['http://[::127.0.0.1]', 'http://[64:ff9b::127.0.0.1]', 'http://[2002:7f00:1::]', 'http://[fe80::1]'],
    ...[
      'http://[fc00::1]',
      'http://[fd00::1]',
      'http://[ff02::1]',
      'http://10.0.0.1',
      'http://10.255.255.255',
    ],
    ...['http://172.16.0.1', 'http://172.31.255.255', 'http://192.168.0.1', 'http://169.254.169.254'],
    ...[
      'http://[::ffff:169.254.169.254]',
      'http://[::ffff:a9fe:a9fe]',
      'http://2852039166',
      'http://0xa9fea9fe',
    ],
    ...['http://0251.0376.0251.0376', 'http://100.64.0.1', 'http://0.0.0.0', 'http://255.255.255.255'],
    ...[
      'http://224.0.0.1',
      'http://198.18.0.1',
      'http://192.0.0.192',
      'http://１２７.０.０.１',
      'http://①②⑦.⓪.⓪.①',
    ],
  ])('at an address that is not public is never asked: %s', async (url) => {
    const fault = await faultOf(postWebhook({ url: `${url}:9/`, secret, allowed: nothing }, 'id', message));

    expect(fault).toContain('at an address that is not public');
  });

  test('says nothing of its secret or its path when it fails', async () => {
    const { url } = await listen((response) => response.writeHead(403).end());

    const fault = await faultOf(postWebhook({ url, secret, allowed: loopback }, 'id', message));

    expect(fault).not.toContain(secret);
    expect(fault).not.toContain('/hook');
  });
});
