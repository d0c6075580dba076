import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createCard } from '../../../../tests/cmdb/card-work.ts';
import { requestsOf } from '../../../../tests/cmdb/http.ts';
import { adminToken, startTestCmdb, type TestCmdb } from '../../../../tests/cmdb/test-cmdb.ts';

let cmdb: TestCmdb;
let call: ReturnType<typeof requestsOf>;
let card: string;

beforeAll(async () => {
  cmdb = await startTestCmdb();
  call = requestsOf(cmdb, adminToken);
});
afterAll(() => cmdb.stop());
beforeEach(async () => {
  await cmdb.clear();
  card = await createCard(cmdb, 'Computer', { Code: 'PC-1' });
});

const add = async (text: string) => (await call('POST', `/cards/${card}/journal`, { text })).body;
const list = async (parameters = '') => (await call('GET', `/cards/${card}/journal?${parameters}`)).body;
const strike = (note: string, reason: string) =>
  call('POST', `/cards/${card}/journal/${note}/strike`, { reason });

describe('the journal of a card', () => {
  test('keeps notes with author and time, the newest first', async () => {
    await add('Fan is loud');
    const second = await add('Fan replaced');

    const { items, total } = await list();

    expect(total).toBe(2);
    expect(items.map((note: { text: string }) => note.text)).toEqual(['Fan replaced', 'Fan is loud']);
    expect(items[0]).toEqual(second);
    expect(second).toMatchObject({ author: 'admin', struck: null, at: expect.any(String) });
  });

  test('pages', async () => {
    for (const text of ['one', 'two', 'three']) await add(text);

    const first = await list('limit=2');
    const rest = await list(`limit=2&cursor=${first.next}`);

    const texts = [...first.items, ...rest.items].map((note: { text: string }) => note.text);
    expect(texts).toEqual(['three', 'two', 'one']);
    expect(rest.next).toBeNull();
  });

  test('keeps a note that is struck out readable, with the reason', async () => {
    const { id } = await add('Wrong machine');

    const { status } = await strike(id, 'meant PC-2');

    expect(status).toBe(204);
    const { items } = await list();
    expect(items).toMatchObject([{ text: 'Wrong machine', struck: { by: 'admin', reason: 'meant PC-2' } }]);
    expect((await strike(id, 'again')).status).toBe(409);
    expect((await strike(id, ' ')).status).toBe(400);
  });

  test('shows what stood there at an instant', async () => {
    const note = await add('Early');
    await strike(note.id, 'no');
    await add('Late');

    const { items, total } = await list(`asOf=${note.at}`);

    expect(total).toBe(1);
    expect(items).toMatchObject([{ text: 'Early', struck: null }]);
  });

  test('is attested: every note belongs to a change whose hash covers it', async () => {
    const { id } = await add('Fan is loud');
    await strike(id, 'no');
    const [row] = await cmdb.query<{ change_id: string; struck_change_id: string }>(
      'SELECT change_id, struck_change_id FROM journal_note WHERE id = $1',
      [id],
    );
    const isIntact = async (change = '') => (await call('GET', `/changes/${change}`)).body.intact;
    expect([await isIntact(row?.change_id), await isIntact(row?.struck_change_id)]).toEqual([true, true]);

    await cmdb.query("UPDATE journal_note SET text = 'Nothing' WHERE id = $1", [id]);

    expect(await isIntact(row?.change_id)).toBe(false);
  });

  test('outlives its card, and there is none without a card', async () => {
    await add('Fan is loud');
    await cmdb.edit({ retire: [{ id: card }] });

    expect((await list()).total).toBe(1);
    card = '01970000-0000-7000-8000-000000000000';
    expect((await call('GET', `/cards/${card}/journal`)).status).toBe(404);
    expect((await call('POST', `/cards/${card}/journal`, { text: 'x' })).status).toBe(404);
    expect((await strike(card, 'x')).status).toBe(404);
  });
});
