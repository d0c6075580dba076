import { once } from 'node:events';
import net from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createEmptyDatabase, type TestDatabase } from './test-databases.ts';
import { openPool } from './test-pool.ts';

let database: TestDatabase;
let relay: net.Server;
/** What the relay has taken in: connections stay open at this end until they are told to close. */
let taken: { incoming: net.Socket; outgoing: net.Socket }[];
let relayUrl: string;

beforeEach(async () => {
  database = await createEmptyDatabase();
  const { port, hostname } = new URL(database.url);
  taken = [];
  relay = net.createServer({ allowHalfOpen: true }, (incoming) => {
    const outgoing = net.connect(Number(port), hostname);
    incoming.pipe(outgoing, { end: false });
    outgoing.pipe(incoming, { end: false });
    taken.push({ incoming, outgoing });
  });
  relay.listen(0, '127.0.0.1');
  await once(relay, 'listening');
  const address = relay.address();
  if (address === null || typeof address === 'string') throw new Error('The relay has no port');
  const there = new URL(database.url);
  there.hostname = '127.0.0.1';
  there.port = String(address.port);
  relayUrl = there.href;
});
afterEach(async () => {
  relay.close();
  await database.drop();
});

test('a pool has ended when the server has closed the last of its connections', async () => {
  const pool = openPool(relayUrl, 1);
  await pool.query('SELECT 1');
  const [connection] = taken;
  if (connection === undefined) throw new Error('Nobody has connected');
  const told: string[] = [];
  const hungUp = once(connection.incoming, 'end');

  const ended = pool.end().then(() => told.push('the pool has ended'));
  await hungUp;
  await new Promise((resolve) => setImmediate(resolve));
  told.push('the server closes');
  connection.incoming.end();
  connection.outgoing.end();
  await ended;

  expect(told).toEqual(['the server closes', 'the pool has ended']);
});

test('a pool that nobody has asked anything ends as well', async () => {
  await expect(openPool(relayUrl, 2).end()).resolves.toBeUndefined();
});
