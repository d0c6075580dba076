import { afterAll, beforeAll, expect, test } from 'vitest';
import { requestsOf } from '../../../../tests/cmdb/http.ts';
import { adminToken, startTestCmdb, type TestCmdb } from '../../../../tests/cmdb/test-cmdb.ts';

let cmdb: TestCmdb;
let call: ReturnType<typeof requestsOf>;
const ids = new Map<string, string>();

async function create(className: string, attributes: Record<string, string>): Promise<void> {
  const { created } = await cmdb.edit({ create: [{ class: className, attributes }] });
  ids.set(attributes.Code ?? '', created[0] ?? '');
}

beforeAll(async () => {
  cmdb = await startTestCmdb();
  call = requestsOf(cmdb, adminToken);
  for (const Code of ['R1', 'R2']) await create('Room', { Code });
  await create('Computer', { Code: 'C1', Room: ids.get('R1') ?? '' });
  await create('Computer', { Code: 'C2', Room: ids.get('R2') ?? '' });
  await create('Printer', { Code: 'P1' });
}, 120_000);
afterAll(() => cmdb.stop());

async function candidates(domain: string, parameters: Record<string, string>) {
  const { status, body } = await call(
    'GET',
    `/domains/${domain}/candidates?${new URLSearchParams(parameters)}`,
  );
  expect(status, JSON.stringify(body)).toBe(200);
  return body;
}

interface Shown {
  card: { code: string };
  related: boolean;
  taken: { by: { code: string } | null } | null;
}

function told(items: Shown[]) {
  return items.map(({ card, related, taken }) => [
    card.code,
    related,
    taken === null ? null : taken.by?.code,
  ]);
}

test('what another card holds is taken, and what this one holds is related', async () => {
  const { items, total } = await candidates('RoomItems', { card: ids.get('R1') ?? '' });

  expect(told(items)).toEqual([
    ['C1', true, null],
    ['C2', false, 'R2'],
    ['P1', false, null],
  ]);
  expect(total).toBe(3);
});

test('without a card at the near end, all that is held is taken', async () => {
  expect(told((await candidates('RoomItems', {})).items)).toEqual([
    ['C1', false, 'R1'],
    ['C2', false, 'R2'],
    ['P1', false, null],
  ]);
});

test('only what is free, if so asked', async () => {
  const { items, total } = await candidates('RoomItems', { card: ids.get('R1') ?? '', free: 'true' });

  expect(told(items)).toEqual([
    ['C1', true, null],
    ['P1', false, null],
  ]);
  expect(total).toBe(2);
});

test('where many may hold one, nothing is taken', async () => {
  expect(
    told((await candidates('RoomItems', { direction: 'inverted', card: ids.get('C1') ?? '' })).items),
  ).toEqual([
    ['R1', true, null],
    ['R2', false, null],
  ]);
});

test('words and a filter narrow the choice, and nothing is left out without saying so', async () => {
  const first = await candidates('RoomItems', { limit: '1' });
  const second = await candidates('RoomItems', { limit: '2', cursor: first.next });
  const filter = JSON.stringify({ attribute: 'Code', operator: 'begin', value: 'C' });

  expect([first.total, told(first.items), second.total, told(second.items), second.next]).toEqual([
    3,
    [['C1', false, 'R1']],
    3,
    [
      ['C2', false, 'R2'],
      ['P1', false, null],
    ],
    null,
  ]);
  expect(told((await candidates('RoomItems', { filter })).items).map(([code]) => code)).toEqual(['C1', 'C2']);
  expect(told((await candidates('RoomItems', { query: 'p1' })).items).map(([code]) => code)).toEqual(['P1']);
});

test('a class for which the domain is disabled is no choice', async () => {
  await call('PATCH', '/domains/RoomItems', { disabledTargets: ['Printer'] });

  expect(told((await candidates('RoomItems', { free: 'true' })).items)).toEqual([]);
  await call('PATCH', '/domains/RoomItems', { disabledTargets: [] });
  expect(told((await candidates('RoomItems', { free: 'true' })).items)).toEqual([['P1', false, null]]);
});

test('what is not there is refused by name', async () => {
  const unknown = await call('GET', '/domains/Nothing/candidates');
  const wrong = await call(
    'GET',
    '/domains/RoomItems/candidates?filter={"attribute":"No","operator":"isnull"}&free=yes',
  );

  expect(unknown.status).toBe(404);
  expect(wrong.status).toBe(400);
  expect(wrong.body.faults[0].path).toBe('query.free');
});
