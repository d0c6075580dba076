import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createCard } from '../../../../tests/cmdb/card-work.ts';
import { requestsOf } from '../../../../tests/cmdb/http.ts';
import { adminToken, startTestCmdb, type TestCmdb } from '../../../../tests/cmdb/test-cmdb.ts';

let cmdb: TestCmdb;
let asAdmin: ReturnType<typeof requestsOf>;
let asReader: ReturnType<typeof requestsOf>;

beforeAll(async () => {
  cmdb = await startTestCmdb();
  asAdmin = requestsOf(cmdb, adminToken);
  await cmdb.query(`INSERT INTO role (name, label, permissions) VALUES ('reading', 'Reading', '{read}')`);
  await asAdmin('POST', '/accounts', { username: 'reader', displayName: 'Reader', roles: ['reading'] });
  const { body } = await asAdmin('POST', '/tokens', { username: 'reader', name: 'test' });
  asReader = requestsOf(cmdb, body.token);
});
afterAll(() => cmdb.stop());
beforeEach(async () => {
  await cmdb.clear();
  await cmdb.query('TRUNCATE saved_view, view_tabs');
});

const own = '/classes/Computer/tabs';
const ofRole = '/classes/Computer/tabs/roles/reading';

async function save(call: typeof asAdmin, name: string, more: object = {}): Promise<string> {
  const { status, body } = await call('POST', '/views', { class: 'Computer', name, ...more });
  expect(status, JSON.stringify(body)).toBe(201);
  return body.id;
}

async function tabsOf(call: typeof asAdmin, parameters = '') {
  const { body } = await call('GET', `${own}?${parameters}`);
  return { names: body.views.map((view: { name: string }) => view.name), first: body.first };
}

describe('the tabs of a class', () => {
  test('come by name, unless a role arranges them, and a person before that', async () => {
    const [a, b, c] = [
      await save(asAdmin, 'A', { shared: true }),
      await save(asAdmin, 'B', { shared: true }),
      await save(asReader, 'C'),
    ];

    const plain = await tabsOf(asReader);
    const role = await asAdmin('PUT', ofRole, { tabs: [b], first: b }, '*');
    const byRole = await tabsOf(asReader);
    await asReader('PUT', own, { tabs: [c, a], first: c }, '*');
    const byPerson = await tabsOf(asReader);

    expect(role.body.arrangement).toMatchObject({ role: 'reading', tabs: [b], first: b });
    expect(plain).toEqual({ names: ['A', 'B', 'C'], first: null });
    expect(byRole).toEqual({ names: ['B', 'A', 'C'], first: { view: b, from: 'role' } });
    expect(byPerson).toEqual({ names: ['C', 'A', 'B'], first: { view: c, from: 'person' } });
    expect(await tabsOf(asAdmin)).toEqual({ names: ['A', 'B'], first: null });
  });

  test('pass over what is ended or not shared any more', async () => {
    const a = await save(asAdmin, 'A', { shared: true });
    const b = await save(asAdmin, 'B', { shared: true });
    await asAdmin('PUT', ofRole, { tabs: [b, a], first: b }, '*');

    await asAdmin('PATCH', `/views/${b}`, { shared: false }, '*');

    expect(await tabsOf(asReader)).toEqual({ names: ['A'], first: null });
  });

  test('are refused with every fault', async () => {
    const mine = await save(asReader, 'Mine');
    const hidden = await save(asAdmin, 'Hidden');
    const shared = await save(asAdmin, 'Shared', { shared: true });

    const { status, body } = await asReader('PUT', own, { tabs: [mine, hidden, mine], first: shared }, '*');
    const role = await asAdmin('PUT', ofRole, { tabs: [hidden] }, '*');

    expect([status, role.status]).toEqual([400, 400]);
    expect(body.faults).toEqual([
      { path: 'tabs.1', message: 'is no view of this class' },
      { path: 'tabs.2', message: 'is there twice' },
      { path: 'first', message: 'must be one of the tabs' },
    ]);
    expect(role.body.faults).toEqual([{ path: 'tabs.0', message: 'must be a shared view' }]);
    expect((await asReader('PUT', ofRole, { tabs: [shared] }, '*')).status).toBe(403);
    expect((await asReader('PUT', '/classes/Unicorn/tabs', { tabs: [] }, '*')).status).toBe(404);
  });

  test('have versions: as of then, one for each change, none where nothing differs', async () => {
    const a = await save(asAdmin, 'A', { shared: true });
    const b = await save(asAdmin, 'B', { shared: true });
    const first = await asReader('PUT', own, { tabs: [b] }, '*');
    const { changeId, validFrom } = first.body.arrangement;

    const same = await asReader('PUT', own, { tabs: [b] }, `"${changeId}"`);
    const next = await asReader('PUT', own, { tabs: [a], first: a }, `"${changeId}"`);
    const late = await asReader('PUT', own, { tabs: [b] }, `"${changeId}"`);
    const gone = await asReader('PUT', own, { tabs: [] }, first.headers.get('etag') === null ? '' : '*');

    expect(same.body.arrangement.changeId).toBe(changeId);
    expect([next.status, late.status, gone.body.arrangement]).toEqual([200, 412, null]);
    expect(late.body.current).toMatchObject({ tabs: [a] });
    expect((await tabsOf(asReader, `asOf=${validFrom}`)).names).toEqual(['B', 'A']);
    expect((await tabsOf(asReader)).names).toEqual(['A', 'B']);
    for (const id of [changeId, next.body.arrangement.changeId]) {
      expect((await asAdmin('GET', `/changes/${id}`)).body).toMatchObject({ intact: true, actor: 'reader' });
    }
    await cmdb.query('UPDATE view_tabs SET tabs = $2 WHERE change_id = $1', [changeId, [a]]);
    expect((await asAdmin('GET', `/changes/${changeId}`)).body.intact).toBe(false);
  });

  test('get their turn when they are arranged at once', async () => {
    const a = await save(asAdmin, 'A', { shared: true });
    const b = await save(asAdmin, 'B', { shared: true });

    const answers = await Promise.all(
      Array.from({ length: 6 }, (_, index) => {
        return asReader('PUT', own, { tabs: index % 2 === 0 ? [a, b] : [b, a] }, '*');
      }),
    );

    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 6 }, () => 200));
    expect(await cmdb.query('SELECT id FROM view_tabs WHERE valid_to IS NULL')).toHaveLength(1);
  });
});

describe('counts of views', () => {
  test('are those of their lists, now and then, and one that cannot be counted does not keep the others', async () => {
    for (const [Code, RAM] of [
      ['PC-1', 512],
      ['PC-2', 4096],
      ['PC-3', 8192],
    ] as const) {
      await createCard(cmdb, 'Computer', { Code, RAM });
    }
    const filter = { attribute: 'RAM', operator: 'greater', value: 1024 };
    const all = await save(asReader, 'All');
    const big = await save(asReader, 'Big', { filter });
    const search = await save(asReader, 'Search', { query: 'PC-3' });
    const broken = await save(asReader, 'Broken');
    await cmdb.query(`UPDATE saved_view SET sort = '{}', filter = $2 WHERE id = $1`, [
      broken,
      JSON.stringify({ ...filter, attribute: 'Colour' }),
    ]);
    const hidden = await save(asAdmin, 'Hidden');
    const before = '2001-01-01T00:00:00Z';

    const now = await asReader('GET', `/views/counts?views=${[big, all, broken, search, hidden].join(',')}`);
    const then = await asReader('GET', `/views/counts?views=${all}&asOf=${before}`);

    expect(now.body.items).toEqual([
      { view: big, count: 2, fault: null },
      { view: all, count: 3, fault: null },
      { view: broken, count: null, fault: expect.stringContaining('Colour') },
      { view: search, count: 1, fault: null },
      { view: hidden, count: null, fault: 'There is no such view' },
    ]);
    expect(then.body.items).toEqual([{ view: all, count: 0, fault: null }]);
    expect((await asReader('GET', '/views/counts?views=x')).body.faults).toMatchObject([
      { path: 'query.views.0' },
    ]);
    expect((await asReader('GET', '/views/counts')).status).toBe(400);
  });
});
