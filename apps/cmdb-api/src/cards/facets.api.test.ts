import { afterAll, beforeAll, expect, test } from 'vitest';
import { requestsOf } from '../../../../tests/cmdb/http.ts';
import { adminToken, startTestCmdb, type TestCmdb } from '../../../../tests/cmdb/test-cmdb.ts';

let cmdb: TestCmdb;
let call: ReturnType<typeof requestsOf>;
let before = '';
let rooms: string[] = [];

beforeAll(async () => {
  cmdb = await startTestCmdb();
  call = requestsOf(cmdb, adminToken);
  const floor = await cmdb.edit({ create: [{ class: 'Floor', attributes: { Code: 'F1' } }] });
  const made = await cmdb.edit({
    create: ['R1', 'R2'].map((Code) => ({
      class: 'Room',
      attributes: { Code, Floor: Code === 'R1' ? (floor.created[0] ?? null) : null },
    })),
  });
  rooms = made.created;
  before = new Date().toISOString();
  await new Promise((resolve) => setTimeout(resolve, 5));
  // Three in use in R1, two in stock in R2, one in repair nowhere; RAM 1, 1, 2, 2, 3 and none.
  const computers: [status: string, room: string | null, ram: number | null][] = [
    ['in-use', rooms[0] ?? null, 1],
    ['in-use', rooms[0] ?? null, 1],
    ['in-use', rooms[0] ?? null, 2],
    ['in-stock', rooms[1] ?? null, 2],
    ['in-stock', rooms[1] ?? null, 3],
    ['in-repair', null, null],
  ];
  await cmdb.edit({
    create: computers.map(([Status, Room, RAM], index) => ({
      class: 'Computer',
      attributes: { Code: `PC-${index}`, Status, Room, RAM },
    })),
  });
  await cmdb.edit({ create: [{ class: 'Printer', attributes: { Code: 'P-1', Status: 'in-use' } }] });
}, 120_000);
afterAll(() => cmdb.stop());

async function facets(className: string, parameters: Record<string, string>) {
  const { status, body } = await call(
    'GET',
    `/classes/${className}/facets?${new URLSearchParams(parameters)}`,
  );
  expect(status, JSON.stringify(body)).toBe(200);
  return Object.fromEntries(
    body.items.map(
      (facet: {
        name: string;
        values: { value: unknown; count: number }[];
        total: number;
        cards: number;
      }) => [
        facet.name,
        {
          values: facet.values.map(({ value, count }) => [shown(value), count]),
          total: facet.total,
          cards: facet.cards,
        },
      ],
    ),
  );
}

function shown(value: unknown): unknown {
  return typeof value === 'object' && value !== null && 'code' in value ? value.code : value;
}

test('values of several attributes, references and paths are counted at once', async () => {
  const found = await facets('Item', { of: 'Status,Room,Room.Floor.Code,_class' });

  expect(found).toEqual({
    Status: {
      values: [
        ['in-use', 4],
        ['in-stock', 2],
        ['in-repair', 1],
      ],
      total: 3,
      cards: 7,
    },
    Room: {
      values: expect.arrayContaining([
        ['R1', 3],
        ['R2', 2],
        [null, 2],
      ]),
      total: 3,
      cards: 7,
    },
    'Room.Floor.Code': {
      values: [
        [null, 4],
        ['F1', 3],
      ],
      total: 2,
      cards: 7,
    },
    _class: {
      values: [
        ['Computer', 6],
        ['Printer', 1],
      ],
      total: 2,
      cards: 7,
    },
  });
  expect(found.Room.values).toHaveLength(3);
});

test('a facet leaves out the condition on itself, and no other', async () => {
  const filter = JSON.stringify({
    and: [
      { attribute: 'Status', operator: 'in', value: ['in-stock'] },
      { attribute: 'RAM', operator: 'greaterOrEqual', value: 2 },
    ],
  });

  const found = await facets('Computer', { of: 'Status,RAM,Room', filter });

  expect(found.Status.values).toEqual(
    expect.arrayContaining([
      ['in-stock', 2],
      ['in-use', 1],
    ]),
  );
  expect(found.RAM.values).toEqual(
    expect.arrayContaining([
      [2, 1],
      [3, 1],
    ]),
  );
  expect(found.Room).toEqual({ values: [['R2', 2]], total: 1, cards: 2 });
});

test('a condition within an alternative is nobody’s own', async () => {
  const filter = JSON.stringify({ or: [{ attribute: 'Status', operator: 'equal', value: 'in-repair' }] });

  expect((await facets('Computer', { of: 'Status', filter })).Status).toEqual({
    values: [['in-repair', 1]],
    total: 1,
    cards: 1,
  });
});

test('what is above the limit is counted', async () => {
  expect((await facets('Computer', { of: 'RAM', limit: '1' })).RAM).toEqual({
    values: [[expect.any(Number), 2]],
    total: 4,
    cards: 6,
  });
});

test('facets are what they were at any instant', async () => {
  expect((await facets('Item', { of: 'Status', asOf: before })).Status).toEqual({
    values: [],
    total: 0,
    cards: 0,
  });
});

test('what cannot be counted is refused, with every fault', async () => {
  const many = Array.from({ length: 13 }, (_, index) => `_class${index}`).join();
  const { status, body } = await call(
    'GET',
    `/classes/Computer/facets?of=Nothing,${many}&filter={"attribute":"No","operator":"equal"}`,
  );
  const none = await call('GET', '/classes/Computer/facets');

  expect(status).toBe(400);
  expect(new Set(body.faults.map((fault: { path: string }) => fault.path))).toEqual(
    new Set(['query.filter.attribute', 'query.of']),
  );
  expect([none.status, none.body.faults]).toEqual([
    400,
    [{ path: 'query.of', message: 'must name an attribute' }],
  ]);
});
