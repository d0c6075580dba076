import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { requestsOf } from '../../../../tests/cmdb/http.ts';
import { adminToken, startTestCmdb, type TestCmdb } from '../../../../tests/cmdb/test-cmdb.ts';

let cmdb: TestCmdb;
let call: ReturnType<typeof requestsOf>;

beforeAll(async () => {
  cmdb = await startTestCmdb();
  call = requestsOf(cmdb, adminToken);
});
afterAll(() => cmdb.stop());
beforeEach(() => cmdb.clear());

/** A computer bought, placed, and moved with more memory; the changes in this order. */
async function live() {
  const { created } = await cmdb.edit({
    create: ['R1', 'R2'].map((Code) => ({ class: 'Room', attributes: { Code } })),
  });
  const [first = '', second = ''] = created;
  const { body: bought } = await call('POST', '/classes/Computer/cards', {
    attributes: { Code: 'PC-1', RAM: 1, OS: 'Debian' },
  });
  const id: string = bought.id;
  const { body: placed } = await edit(id, { Room: first });
  const { body: moved } = await edit(id, { Room: second, RAM: 2, OS: null });
  return { id, first, second, changes: [bought.changeId, placed.changeId, moved.changeId] as string[] };
}

function edit(id: string, attributes: object) {
  return call('PATCH', `/cards/${id}`, { attributes }, '*');
}

function restore(id: string, body: object, ifMatch = '*') {
  return call('POST', `/cards/${id}/restore`, { reason: 'undone', ...body }, ifMatch);
}

async function timeOf(changeId: string | undefined): Promise<string> {
  return (await call('GET', `/changes/${changeId}`)).body.at;
}

describe('a version', () => {
  test('is the card with its references as the change left it', async () => {
    const { id, first, changes } = await live();

    const [bought, placed] = await Promise.all(
      changes.map((change) => call('GET', `/cards/${id}/versions/${change}`)),
    );

    expect(bought?.body.attributes).toMatchObject({ RAM: 1, OS: 'Debian', Room: null });
    expect(placed?.body.attributes).toMatchObject({ RAM: 1, OS: 'Debian', Room: { id: first, code: 'R1' } });
  });

  test('is not to be had of a change that was about other cards', async () => {
    const { id, first } = await live();
    const { body } = await edit(first, { Description: 'blue' });

    expect((await call('GET', `/cards/${id}/versions/${body.changeId}`)).status).toBe(404);
  });
});

describe('the differences between two instants', () => {
  test('are those of attributes, references and relations', async () => {
    const { id, first, second, changes } = await live();
    const from = await timeOf(changes[1]);

    const { body } = await call('GET', `/cards/${id}/differences?from=${from}`);

    expect(body).toMatchObject({ from: { at: from, state: 'active' }, to: { state: 'active' } });
    expect(body.attributes).toHaveLength(3);
    expect(body.attributes).toEqual(
      expect.arrayContaining([
        { attribute: 'RAM', old: 1, new: 2 },
        { attribute: 'OS', old: 'Debian', new: null },
        {
          attribute: 'Room',
          old: expect.objectContaining({ id: first }),
          new: expect.objectContaining({ id: second }),
        },
      ]),
    );
    expect(
      body.relations.map((each: { action: string; direction: string; card: { code: string } }) => [
        each.action,
        each.direction,
        each.card.code,
      ]),
    ).toEqual([
      ['unrelated', 'inverted', 'R1'],
      ['related', 'inverted', 'R2'],
    ]);
  });

  test('are none where a value went and came back', async () => {
    const { id, second } = await live();
    const { body: before } = await call('GET', `/cards/${id}`);
    await edit(id, { RAM: 3, Room: null });
    await edit(id, { RAM: 2, Room: second });

    const { body } = await call('GET', `/cards/${id}/differences?from=${await timeOf(before.changeId)}`);

    expect(body).toMatchObject({ attributes: [], relations: [] });
  });

  test('tell of a card that was not made yet, and of one that is retired', async () => {
    const { id, changes } = await live();
    await call('DELETE', `/cards/${id}`, undefined, '*');

    const { body: made } = await call(
      'GET',
      `/cards/${id}/differences?from=2020-01-01T00:00:00Z&to=${await timeOf(changes[0])}`,
    );
    const { body: ended } = await call('GET', `/cards/${id}/differences?from=${await timeOf(changes[2])}`);

    expect(made).toMatchObject({ from: { state: 'absent' }, to: { state: 'active' } });
    expect(made.attributes).toContainEqual({ attribute: 'RAM', old: null, new: 1 });
    expect(ended).toMatchObject({ to: { state: 'retired' }, relations: [{ action: 'unrelated' }] });
    expect(ended.attributes).toContainEqual({ attribute: 'RAM', old: 2, new: null });
  });

  test('need instants in their order', async () => {
    const { id } = await live();
    const address = `/cards/${id}/differences?from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z`;

    expect((await call('GET', address)).status).toBe(400);
  });
});

describe('restoring', () => {
  test('sets one value back and leaves the others', async () => {
    const { id, second, changes } = await live();

    const { status, body } = await restore(id, { changeId: changes[0], attributes: ['RAM'] });

    expect(status).toBe(200);
    expect(body.attributes).toMatchObject({ RAM: 1, OS: null, Room: { id: second } });
  });

  test('sets a whole version back as a new change with its reason', async () => {
    const { id, first, changes } = await live();

    const { body } = await restore(id, { changeId: changes[1] });

    expect(body.attributes).toMatchObject({ RAM: 1, OS: 'Debian', Room: { id: first } });
    const history = await call('GET', `/cards/${id}/history?limit=1`);
    expect(history.body.items[0].change).toMatchObject({
      id: body.changeId,
      reason: 'undone',
      actor: 'admin',
    });
    expect((await call('GET', `/changes/${body.changeId}`)).body.intact).toBe(true);
  });

  test('writes nothing where the card is so already', async () => {
    const { id, changes } = await live();

    const { body } = await restore(id, { changeId: changes[2] });

    expect(body.changeId).toBe(changes[2]);
  });

  test('takes a retired card back, with its id and references', async () => {
    const { id, second } = await live();
    await call('DELETE', `/cards/${id}`, undefined, '*');
    const retired = await call('GET', `/cards/${id}`);

    const { status, body } = await restore(id, {}, retired.headers.get('etag') ?? '');

    expect(status).toBe(200);
    expect(body).toMatchObject({
      id,
      retired: false,
      attributes: { Code: 'PC-1', RAM: 2, Room: { id: second } },
    });
    const then = await call('GET', `/cards/${id}?asOf=${await timeOf(retired.body.changeId)}`);
    expect(then.body.retired).toBe(true);
  });

  test('of two at once takes a retired card back once', async () => {
    const { id } = await live();
    await call('DELETE', `/cards/${id}`, undefined, '*');
    const { headers } = await call('GET', `/cards/${id}`);

    const answers = await Promise.all([1, 2].map(() => restore(id, {}, headers.get('etag') ?? '')));

    expect(answers.map(({ status }) => status).sort()).toEqual([200, 412]);
  });

  test('is refused when the key belongs to another card by now', async () => {
    const { id } = await live();
    await call('DELETE', `/cards/${id}`, undefined, '*');
    await call('POST', '/classes/Computer/cards', { attributes: { Code: 'PC-1' } });

    const { status, body } = await restore(id, {});

    expect(status).toBe(400);
    expect(body.faults).toMatchObject([
      { path: 'attributes.Code', message: expect.stringContaining('PC-1') },
    ]);
    expect((await call('GET', `/cards/${id}`)).body.retired).toBe(true);
  });

  test('is refused when the card that a reference showed is retired, unless that attribute is left out', async () => {
    const { id, first, changes } = await live();
    await call('DELETE', `/cards/${first}`, undefined, '*');

    const whole = await restore(id, { changeId: changes[1] });
    const part = await restore(id, { changeId: changes[1], attributes: ['RAM', 'OS'] });

    expect(whole.body.faults).toMatchObject([{ path: 'attributes.Room' }]);
    expect(part.body.attributes).toMatchObject({ RAM: 1, OS: 'Debian' });
  });

  test('is refused to whoever saw an older version, and without a version or a reason', async () => {
    const { id, changes } = await live();

    const stale = await restore(id, { changeId: changes[0] }, `"${changes[0]}"`);
    expect(stale.status).toBe(412);
    expect(stale.body.current).toMatchObject({ id, changeId: changes[2] });
    expect((await restore(id, {})).body.faults).toMatchObject([{ path: 'changeId' }]);
    expect((await restore(id, { changeId: changes[0], reason: ' ' })).status).toBe(400);
    expect((await restore(id, { changeId: changes[0], attributes: ['Nope'] })).status).toBe(400);
  });
});
