import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createCard } from '../../../../tests/cmdb/card-work.ts';
import { requestsOf } from '../../../../tests/cmdb/http.ts';
import { adminToken, startTestCmdb, type TestCmdb } from '../../../../tests/cmdb/test-cmdb.ts';

let cmdb: TestCmdb;
let asAdmin: ReturnType<typeof requestsOf>;
let asReader: ReturnType<typeof requestsOf>;
let asEditor: ReturnType<typeof requestsOf>;

const big = {
  class: 'Computer',
  name: 'Big ones',
  filter: { attribute: 'RAM', operator: 'greater', value: 1024 },
  columns: ['Code', 'Room.Code'],
  sort: ['-RAM'],
};

beforeAll(async () => {
  cmdb = await startTestCmdb();
  asAdmin = requestsOf(cmdb, adminToken);
  asReader = await callerWith('reading', ['read']);
  asEditor = await callerWith('editing', ['read', 'edit']);
});
afterAll(() => cmdb.stop());
beforeEach(async () => {
  await cmdb.clear();
  await cmdb.query('TRUNCATE saved_view');
});

async function callerWith(username: string, permissions: string[]) {
  await cmdb.query('INSERT INTO role (name, label, permissions) VALUES ($1, $1, $2)', [
    username,
    permissions,
  ]);
  await asAdmin('POST', '/accounts', { username, displayName: username, roles: [username] });
  const { body } = await asAdmin('POST', '/tokens', { username, name: 'test' });
  return requestsOf(cmdb, body.token);
}

async function namesFor(call: ReturnType<typeof requestsOf>, parameters = ''): Promise<string[]> {
  const { body } = await call('GET', `/views?${parameters}`);
  return body.items.map((view: { name: string }) => view.name);
}

describe('a view', () => {
  test('shows the cards that it is about, in its columns and order', async () => {
    for (const [Code, RAM] of [
      ['PC-1', 2048],
      ['PC-2', 512],
      ['PC-3', 4096],
    ] as const) {
      await createCard(cmdb, 'Computer', { Code, RAM });
    }
    const { status, body: view, headers } = await asReader('POST', '/views', big);

    const cards = await asReader('GET', `/views/${view.id}/cards?limit=1`);
    const rest = await asReader('GET', `/views/${view.id}/cards?limit=1&cursor=${cards.body.next}`);

    expect(status).toBe(201);
    expect(headers.get('location')).toBe(`/api/views/${view.id}`);
    expect(view).toMatchObject({ ...big, shared: false, owner: 'reading' });
    expect(cards.body).toMatchObject({ total: 2 });
    expect(cards.body.items[0].attributes).toEqual({ Code: 'PC-3', 'Room.Code': null });
    expect(rest.body.items[0].attributes.Code).toBe('PC-1');
  });

  test('is its owner’s alone until it is shared', async () => {
    const { body: own } = await asEditor('POST', '/views', big);
    const hidden = await asReader('GET', `/views/${own.id}`);

    const shared = await asEditor('PATCH', `/views/${own.id}`, { shared: true }, '*');

    expect(hidden.status).toBe(404);
    expect(shared.body).toMatchObject({ shared: true, filter: big.filter });
    expect(await namesFor(asReader)).toEqual(['Big ones']);
    expect(await namesFor(asReader, 'class=Monitor')).toEqual([]);
    expect((await asReader('PATCH', `/views/${own.id}`, { name: 'x' }, '*')).status).toBe(403);
    expect((await asReader('DELETE', `/views/${own.id}`, undefined, '*')).status).toBe(403);
    expect((await asAdmin('DELETE', `/views/${own.id}`, undefined, '*')).status).toBe(204);
    expect(await namesFor(asEditor)).toEqual([]);
  });

  test('is shared only by those who may edit', async () => {
    const { body: own } = await asReader('POST', '/views', big);

    expect((await asReader('POST', '/views', { ...big, name: 'other', shared: true })).status).toBe(403);
    expect((await asReader('PATCH', `/views/${own.id}`, { shared: true }, '*')).status).toBe(403);
  });

  test('has a name of its own: for its owner, and among the shared ones', async () => {
    await asReader('POST', '/views', big);
    const other = await asEditor('POST', '/views', big);

    expect(other.status).toBe(201);
    expect((await asReader('POST', '/views', big)).status).toBe(409);
    expect((await asEditor('POST', '/views', { ...big, shared: true })).status).toBe(201);
    expect((await asEditor('PATCH', `/views/${other.body.id}`, { shared: true }, '*')).status).toBe(409);
  });

  test('is refused with every fault', async () => {
    const answer = await asReader('POST', '/views', {
      ...big,
      filter: { attribute: 'Room.Colour', operator: 'isnull' },
      columns: ['Colour'],
      sort: ['-ComputerMonitors.Code'],
    });
    const { status } = await asReader('POST', '/views', { ...big, class: 'Unicorn' });

    expect(answer.status).toBe(400);
    expect(answer.body.faults.map((fault: { path: string }) => fault.path)).toEqual([
      'filter.attribute',
      'sort',
      'columns',
    ]);
    expect(status).toBe(404);
  });
});

describe('history of views', () => {
  test('every version belongs to a change whose hash can be made again', async () => {
    const { body: first } = await asReader('POST', '/views', big);
    const { body: second } = await asReader(
      'PATCH',
      `/views/${first.id}`,
      { name: 'Large ones', filter: null },
      '*',
    );
    await asReader('DELETE', `/views/${first.id}`, undefined, '*');

    for (const { changeId } of [first, second]) {
      const { body } = await asAdmin('GET', `/changes/${changeId}`);
      expect(body).toMatchObject({ intact: true, actor: 'reading' });
    }
    expect(await namesFor(asReader)).toEqual([]);
    expect(await namesFor(asReader, `asOf=${first.validFrom}`)).toEqual(['Big ones']);
    expect(await namesFor(asReader, `asOf=${second.validFrom}`)).toEqual(['Large ones']);
    await cmdb.query("UPDATE saved_view SET name = 'forged' WHERE change_id = $1", [second.changeId]);
    expect((await asAdmin('GET', `/changes/${second.changeId}`)).body.intact).toBe(false);
  });

  test('an edit that says the same writes nothing, and one of an old version is refused', async () => {
    const { body: first } = await asReader('POST', '/views', big);
    const same = await asReader('PATCH', `/views/${first.id}`, { name: big.name }, '*');
    const edited = await asReader('PATCH', `/views/${first.id}`, { name: 'Other' }, `"${first.changeId}"`);
    const late = await asReader('PATCH', `/views/${first.id}`, { name: 'Late' }, `"${first.changeId}"`);

    expect(same.body.changeId).toBe(first.changeId);
    expect(edited.status).toBe(200);
    expect(late.status).toBe(412);
    expect(late.body.current).toMatchObject({ name: 'Other' });
  });

  test('writers at once all get their turn', async () => {
    const { body: first } = await asReader('POST', '/views', big);

    const answers = await Promise.all(
      Array.from({ length: 6 }, (_, index) =>
        asReader('PATCH', `/views/${first.id}`, { name: `Name ${index}` }, '*'),
      ),
    );

    expect(answers.map((answer) => answer.status)).toEqual(Array.from({ length: 6 }, () => 200));
    expect(await namesFor(asReader)).toHaveLength(1);
  });
});
