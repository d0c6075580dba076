import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { countTable, createCard } from '../../../../tests/cmdb/card-work.ts';
import { requestsOf } from '../../../../tests/cmdb/http.ts';
import { adminToken, startTestCmdb, type TestCmdb } from '../../../../tests/cmdb/test-cmdb.ts';

let cmdb: TestCmdb;
let call: ReturnType<typeof requestsOf>;
const small = { attribute: 'RAM', operator: 'less', value: 4096 };

beforeAll(async () => {
  cmdb = await startTestCmdb();
  call = requestsOf(cmdb, adminToken);
});
afterAll(() => cmdb.stop());
beforeEach(async () => {
  await cmdb.clear();
  for (const RAM of [1024, 2048, 8192]) await createCard(cmdb, 'Computer', { Code: `PC-${RAM}`, RAM });
});

const bulk = (body: object, className = 'Computer') => call('POST', `/classes/${className}/cards/bulk`, body);
const valuesOf = async (attribute: string) => {
  const { body } = await call('GET', '/classes/Computer/cards');
  return body.items.map((card: { attributes: Record<string, unknown> }) => card.attributes[attribute]);
};

describe('a preview', () => {
  test('counts, shows examples with old and new values, and writes nothing', async () => {
    const { status, body } = await bulk({ filter: small, update: { OS: 'Debian' } });

    expect(status).toBe(200);
    expect(body).toMatchObject({ total: 2, written: 2, changeId: null, token: expect.any(String) });
    expect(body.sample).toMatchObject([
      { code: 'PC-1024', differences: [{ attribute: 'OS', old: null, new: 'Debian' }] },
      { code: 'PC-2048', differences: [{ attribute: 'OS', old: null, new: 'Debian' }] },
    ]);
    expect(await valuesOf('OS')).toEqual([null, null, null]);
    expect(await countTable(cmdb, 'card_history')).toBe(0);
  });

  test('tells which card a fault is of', async () => {
    await call('POST', '/classes/Computer/cards', { attributes: { Code: 'X' } });

    const wrong = await bulk({ update: { Code: 'X', RAM: 'much' } });
    const taken = await bulk({ filter: small, update: { Code: 'X' } });

    expect(wrong.status).toBe(400);
    expect(wrong.body.faults[0].path).toMatch(/^cards\.[0-9a-f-]{36}\.attributes\.RAM$/);
    expect(taken.status).toBe(400);
    expect(taken.body.faults[0].path).toMatch(/^cards\.[0-9a-f-]{36}\.attributes\.Code$/);
  });
});

describe('applying', () => {
  test('writes all cards as one change, with its reason', async () => {
    const room = await createCard(cmdb, 'Room', { Code: 'R1' });
    const work = { filter: small, update: { OS: 'Debian', Room: room }, reason: 'moved' };
    const { token } = (await bulk(work)).body;

    const { body } = await bulk({ ...work, preview: false, token });

    expect(body).toMatchObject({ total: 2, written: 2, changeId: expect.any(String) });
    expect(await valuesOf('OS')).toEqual(['Debian', 'Debian', null]);
    const change = await call('GET', `/changes/${body.changeId}`);
    expect(change.body).toMatchObject({ reason: 'moved', intact: true });
    expect(await countTable(cmdb, 'card_history')).toBe(2);
  });

  test('counts cards of which only a reference changes', async () => {
    const room = await createCard(cmdb, 'Room', { Code: 'R1' });
    const { token } = (await bulk({ update: { Room: room } })).body;

    const { body } = await bulk({ update: { Room: room }, preview: false, token });

    expect(body).toMatchObject({ total: 3, written: 3 });
  });

  test('writes only cards that differ', async () => {
    await createCard(cmdb, 'Computer', { Code: 'PC-9', RAM: 1, OS: 'Debian' });
    const work = { filter: small, update: { OS: 'Debian' } };

    const { body } = await bulk({ ...work, preview: false, token: (await bulk(work)).body.token });

    expect(body).toMatchObject({ total: 3, written: 2 });
  });

  test('retires', async () => {
    const work = { filter: small, retire: true };
    const { token, written } = (await bulk(work)).body;
    expect(written).toBe(2);
    expect(await countTable(cmdb, 'card')).toBe(3);

    const { body } = await bulk({ ...work, preview: false, token });

    expect(body).toMatchObject({ total: 2, written: 2 });
    expect(await valuesOf('Code')).toEqual(['PC-8192']);
  });

  test.each([
    ['a card was added', () => createCard(cmdb, 'Computer', { Code: 'PC-9', RAM: 1 })],
    ['a card was changed', () => setAll({ Description: 'new' })],
    ['a card left the set', () => setAll({ RAM: 9_000 })],
  ])('is refused when %s since the preview', async (_what, happen) => {
    const work = { filter: small, update: { OS: 'Debian' } };
    const { token } = (await bulk(work)).body;
    await happen();

    const { status } = await bulk({ ...work, preview: false, token });

    expect(status).toBe(409);
    expect(await valuesOf('OS')).not.toContain('Debian');
  });

  test('needs the token of the very same work', async () => {
    const { token } = (await bulk({ filter: small, update: { OS: 'Debian' } })).body;

    const other = await bulk({ filter: small, update: { OS: 'Windows' }, preview: false, token });
    const none = await bulk({ filter: small, update: { OS: 'Debian' }, preview: false });
    const both = await bulk({ filter: small, update: {}, retire: true });
    const broken = await bulk({ filter: { attribute: 'RAM' }, retire: true });

    expect([other.status, none.status, both.status, broken.status]).toEqual([409, 400, 400, 400]);
  });

  async function setAll(attributes: Record<string, string | number>): Promise<void> {
    const { body } = await call('GET', '/classes/Computer/cards?sort=RAM&limit=1');
    await cmdb.edit({ update: [{ id: body.items[0].id, attributes }] });
  }
});
