import { generateKeyPairSync } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { connect, type Socket } from 'node:net';
import { deflateSync } from 'node:zlib';
import { formatProlog, formatPublicKey, toKeyId } from '@popis/inventory-format';
import { createInventoryDatabase, type TestDatabase } from '@popis/testing';
import type { FastifyInstance } from 'fastify';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Contact } from '../contacts/contact.ts';
import { buildServer, type ServerOptions } from '../server.ts';
import { openStore, type Store } from '../store.ts';
import { DEFAULT_LIMIT_SETTINGS, type LimitSettings, openLimits } from './limits.ts';

const prolog = deflateSync(formatProlog('pc-2026-01-02-03-04-05'));
const userAgent = 'OCS-NG_unified_unix_agent_v2.10.0';

let database: TestDatabase;
let store: Store;
let server: FastifyInstance;
let contacts: Contact[] = [];
let sockets: Socket[] = [];

beforeAll(async () => {
  database = await createInventoryDatabase();
  store = await openStore(database.url, 3, () => undefined);
});
afterEach(async () => {
  for (const socket of sockets) socket.destroy();
  sockets = [];
  await server?.close();
});
afterAll(async () => {
  await store?.close();
  await database?.drop();
});

function build(settings: Partial<LimitSettings>, more: Partial<ServerOptions> = {}): void {
  contacts = [];
  server = buildServer(store, {
    compatibility: 'open',
    extraUserAgents: [],
    limits: openLimits({ ...DEFAULT_LIMIT_SETTINGS, ...settings }),
    onContact: (contact) => contacts.push(contact),
    ...more,
  });
}

async function report(remoteAddress: string, headers: Record<string, string> = {}, payload = prolog) {
  const answer = await server.inject({
    method: 'POST',
    url: '/ocsinventory',
    remoteAddress,
    headers: { 'user-agent': userAgent, ...headers },
    payload,
  });
  const wait = answer.headers['retry-after'];
  return { status: answer.statusCode, wait: wait === undefined ? undefined : Number(wait) };
}

async function statuses(count: number, ...given: Parameters<typeof report>): Promise<number[]> {
  const all: number[] = [];
  for (let sent = 0; sent < count; sent += 1) all.push((await report(...given)).status);
  return all;
}

describe('an address', () => {
  test('that comes too often is told to come later, and others are not', async () => {
    build({ addressRate: { perMinute: 1, burst: 2 } });

    expect(await statuses(3, '192.0.2.1')).toEqual([200, 200, 503]);
    const { status, wait } = await report('192.0.2.1');
    expect([status, await statuses(1, '192.0.2.2')]).toEqual([503, [200]]);
    expect(wait).toBeGreaterThanOrEqual(59);
    expect(wait).toBeLessThanOrEqual(122);
    expect(contacts.filter(({ cause }) => cause === 'rate')).toMatchObject([
      { status: 503, outcome: 'refused', bytes: 0, address: '192.0.2.1' },
      { status: 503, outcome: 'refused', bytes: 0, address: '192.0.2.1' },
    ]);
  });

  test('of IPv6 is a whole /64', async () => {
    build({ addressRate: { perMinute: 1, burst: 1 } });

    expect(await statuses(1, '2001:db8::1')).toEqual([200]);
    expect(await statuses(1, '2001:db8::2')).toEqual([503]);
    expect(await statuses(1, '2001:db8:0:1::2')).toEqual([200]);
  });

  test('is the one that a trusted proxy tells', async () => {
    build({ addressRate: { perMinute: 1, burst: 1 } }, { trustedProxies: ['127.0.0.1'] });
    const from = (address: string) => statuses(1, '127.0.0.1', { 'x-forwarded-for': address });

    expect([await from('192.0.2.1'), await from('192.0.2.1'), await from('192.0.2.2')]).toEqual([
      [200],
      [503],
      [200],
    ]);
  });

  test('that is exempt is not counted', async () => {
    build({ addressRate: { perMinute: 1, burst: 1 } }, { trustedAddresses: ['192.0.2.*'] });

    expect(await statuses(3, '192.0.2.1')).toEqual([200, 200, 200]);
  });

  test('that goes on and on does not fill the journal', async () => {
    build({ addressRate: { perMinute: 1, burst: 1 } });

    await statuses(50, '192.0.2.1');

    expect(contacts.filter(({ cause }) => cause === 'rate')).toHaveLength(10);
  });
});

describe('a device', () => {
  test('that reports too often waits, and does not use up what another sends from', async () => {
    build({ deviceRate: { perMinute: 1, burst: 2 } });
    const other = deflateSync(formatProlog('other-2026-01-02-03-04-05'));

    expect(await statuses(3, '192.0.2.1')).toEqual([200, 200, 503]);
    expect(await statuses(1, '192.0.2.1', {}, other)).toEqual([200]);
    expect(await statuses(1, '192.0.2.2')).toEqual([200]);
    expect(contacts.at(2)).toMatchObject({ cause: 'rate', status: 503, deviceId: 'pc-2026-01-02-03-04-05' });
  });
});

describe('a key that is not known', () => {
  const headers = (): Record<string, string> => {
    const { publicKey } = generateKeyPairSync('ed25519');
    const keyId = toKeyId(formatPublicKey(publicKey));
    return { 'popis-key': keyId, 'popis-counter': '1', 'popis-signature': 'A'.repeat(86) };
  };

  test('is refused before the body, with one query for all that it sends', async () => {
    build({});
    const signed = headers();
    const { query } = store.database.statements;
    let queries = 0;
    store.database.statements.query = async (...given) => {
      queries += 1;
      return await query(...given);
    };

    const refused = await statuses(5, '192.0.2.1', signed, Buffer.alloc(1024 * 1024));
    store.database.statements.query = query;

    expect(refused).toEqual([401, 401, 401, 401, 401]);
    expect(queries).toBe(1);
    expect(contacts).toMatchObject(Array(5).fill({ cause: 'not-admitted', bytes: 0 }));
  });

  test('and many of them from one address are told to wait, with the status for signed requests', async () => {
    build({ failureRate: { perMinute: 1, burst: 2 } });

    expect((await report('192.0.2.1', headers())).status).toBe(401);
    const refused = await report('192.0.2.1', headers());
    expect(refused.status).toBe(429);
    expect(refused.wait).toBeGreaterThanOrEqual(59);
  });

  test('headers that are no signature are refused before the body', async () => {
    build({});

    expect(await statuses(1, '192.0.2.1', { 'popis-key': 'x' })).toEqual([401]);
    expect(contacts).toMatchObject([{ cause: 'not-admitted', bytes: 0 }]);
  });
});

describe('enrolments that are refused', () => {
  test('use up what the address may try', async () => {
    build({ failureRate: { perMinute: 1, burst: 2 } });
    const enrol = async () =>
      (await server.inject({ method: 'POST', url: '/ocsinventory/enrol', payload: '{}' })).statusCode;

    expect([await enrol(), await enrol(), await enrol()]).toEqual([400, 400, 503]);
  });
});

describe('over real connections', () => {
  async function listen(settings: Partial<LimitSettings>): Promise<number> {
    build(settings);
    await server.listen({ host: '127.0.0.1', port: 0 });
    return (server.server.address() as AddressInfo).port;
  }

  /** Opens a connection, sends a text, and keeps what comes back. */
  async function open(port: number, text: string) {
    const socket = connect(port, '127.0.0.1');
    sockets.push(socket);
    const state = { answer: '', isClosed: false, socket };
    socket.on('error', () => undefined);
    socket.on('data', (bytes) => {
      state.answer += bytes.toString('latin1');
    });
    const closed = new Promise<void>((resolve) => {
      socket.on('close', () => {
        state.isClosed = true;
        resolve();
      });
    });
    await new Promise((resolve) => socket.once('connect', resolve));
    socket.write(text);
    return Object.assign(state, { closed });
  }

  async function agentReports(port: number): Promise<number> {
    const answer = await fetch(`http://127.0.0.1:${port}/ocsinventory`, {
      method: 'POST',
      headers: { 'user-agent': userAgent },
      body: prolog,
    });
    await answer.arrayBuffer();
    return answer.status;
  }

  test('headers that do not come to an end are given up', async () => {
    const port = await listen({ headersMs: 1000 });
    const slow = await open(port, 'POST /ocsinventory HTTP/1.1\r\nHost: x\r\n');
    const drip = setInterval(() => slow.socket.write('X-A: b\r\n'), 500);

    await slow.closed;
    clearInterval(drip);

    expect(slow.answer).toContain('408');
    expect(await agentReports(port)).toBe(200);
  });

  test('a body that does not come to an end is given up', async () => {
    const port = await listen({ headersMs: 1000, requestMs: 2000 });
    const start = `POST /ocsinventory HTTP/1.1\r\nHost: x\r\nUser-Agent: ${userAgent}\r\nContent-Length: 100000\r\n\r\n`;
    const slow = await open(port, start);
    const drip = setInterval(() => slow.socket.write('x'), 200);

    expect(await agentReports(port)).toBe(200);
    await slow.closed;
    clearInterval(drip);

    expect(slow.answer).toContain('408');
    expect(await agentReports(port)).toBe(200);
  });

  test('a thousand idle connections keep no agent out, and neither do those of a full server', async () => {
    const port = await listen({ connections: 600, connectionsPerAddress: 5000 });
    const idle = [];
    for (let count = 0; count < 1000; count += 1) idle.push(await open(port, ''));

    expect(await Promise.all(Array.from({ length: 20 }, () => agentReports(port)))).toEqual(
      Array(20).fill(200),
    );
    expect(idle.filter(({ isClosed }) => !isClosed).length).toBeLessThanOrEqual(600);
  });

  test('bodies that wait give way to an agent when the server is full', async () => {
    const port = await listen({ connections: 50 });
    const start = `POST /ocsinventory HTTP/1.1\r\nHost: x\r\nUser-Agent: ${userAgent}\r\nContent-Length: 100000\r\n\r\nx`;
    for (let count = 0; count < 50; count += 1) await open(port, start);

    expect(await agentReports(port)).toBe(200);
  });

  test('one address holds no more connections than it may', async () => {
    const port = await listen({ connectionsPerAddress: 5 });
    const held = [];
    for (let count = 0; count < 8; count += 1) held.push(await open(port, ''));

    await Promise.all(held.slice(5).map(({ closed }) => closed));

    expect(held.map(({ isClosed }) => isClosed)).toEqual([...Array(5).fill(false), true, true, true]);
    held[0]?.socket.destroy();
    await held[0]?.closed;
    await expect.poll(() => agentReports(port).catch(() => 0)).toBe(200);
  });

  test.each([
    ['too many headers', Array.from({ length: 80 }, (_, n) => `X-${n}: y\r\n`).join('')],
    ['too large headers', `X-A: ${'y'.repeat(9000)}\r\n`],
  ])('%s are refused', async (_what, headers) => {
    const port = await listen({});

    const refused = await open(port, `POST /ocsinventory HTTP/1.1\r\nHost: x\r\n${headers}\r\n`);
    await refused.closed;

    expect(refused.answer).toContain('HTTP/1.1 431');
    expect(await agentReports(port)).toBe(200);
  });

  test('an unwanted large body is not read to its end', async () => {
    const port = await listen({ addressRate: { perMinute: 1, burst: 1 } });
    await agentReports(port);

    const head = `POST /ocsinventory HTTP/1.1\r\nHost: x\r\nContent-Length: 2000000\r\n\r\n`;
    const refused = await open(port, head);
    await refused.closed;

    expect(refused.answer).toContain('HTTP/1.1 503');
    expect(refused.answer.toLowerCase()).toContain('retry-after:');
  });
});
