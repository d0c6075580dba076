import { afterAll, beforeAll, expect, test } from 'vitest';
import { requestsOf } from '../../../../tests/cmdb/http.ts';
import { adminToken, startTestCmdb, type TestCmdb } from '../../../../tests/cmdb/test-cmdb.ts';

let cmdb: TestCmdb;
let call: ReturnType<typeof requestsOf>;
let room: string;
let before: string;

beforeAll(async () => {
  cmdb = await startTestCmdb();
  call = requestsOf(cmdb, adminToken);
  const { created } = await cmdb.edit({ create: [{ class: 'Room', attributes: { Code: 'R1' } }] });
  [room = ''] = created;
  await new Promise((resolve) => setTimeout(resolve, 20));
  before = new Date().toISOString();
  await new Promise((resolve) => setTimeout(resolve, 20));
  await cmdb.edit({
    create: [1, 2, 3].map((index) => ({
      class: 'Computer',
      attributes: { Code: `PC-${index}`, Room: room },
    })),
  });
  await call('POST', `/cards/${room}/journal`, { text: 'painted' });
}, 180_000);
afterAll(() => cmdb.stop());

test('the counts of a card say how much there is, now and then', async () => {
  const now = await call('GET', `/cards/${room}/counts`);
  const then = await call('GET', `/cards/${room}/counts?asOf=${before}`);

  expect(now.status).toBe(200);
  expect(now.body).toMatchObject({
    relations: [{ domain: 'RoomItems', direction: 'directed', count: 3 }],
    documents: 0,
    notes: 1,
    changes: 3,
  });
  expect(then.body).toEqual({ relations: [], documents: 0, notes: 0, changes: 1 });
});

test('each count of relations is that of the list it names', async () => {
  const { body } = await call('GET', `/cards/${room}/counts`);

  const [{ count, list }] = body.relations;
  const found = await call('POST', `/classes/${list.class}/cards/query`, { filter: list.filter });

  expect(found.status).toBe(200);
  expect(found.body.total).toBe(count);
});

test('a card that never was, or was not yet, has no counts', async () => {
  const never = await call('GET', '/cards/01970000-0000-7000-8000-000000000000/counts');
  const early = await call('GET', `/cards/${room}/counts?asOf=2020-01-01T00:00:00Z`);

  expect([never.status, early.status]).toEqual([404, 404]);
});

test('classes are counted as of an instant', async () => {
  const of = (body: { items: { name: string; cards: number }[] }) =>
    body.items.find(({ name }) => name === 'Computer')?.cards;

  const now = await call('GET', '/classes');
  const then = await call('GET', `/classes?asOf=${before}`);

  expect([of(now.body), of(then.body)]).toEqual([3, 0]);
});
