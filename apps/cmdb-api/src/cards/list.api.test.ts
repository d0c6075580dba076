import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type HttpAnswer, requestsOf } from '../../../../tests/cmdb/http.ts';
import { countStatements } from '../../../../tests/cmdb/recorded-statements.ts';
import { adminToken, startTestCmdb, type TestCmdb } from '../../../../tests/cmdb/test-cmdb.ts';
import type { CreateCard } from './card-work.ts';

const size = 10_000;
let cmdb: TestCmdb;
let call: ReturnType<typeof requestsOf>;
let beforeRename = '';

beforeAll(async () => {
  cmdb = await startTestCmdb();
  call = requestsOf(cmdb, adminToken);
  const rooms = ['R1', 'R2', 'R3'].map((Code) => ({ class: 'Room', attributes: { Code } }));
  const { created } = await cmdb.edit({ create: rooms });
  for (let first = 0; first < size; first += 1_000) {
    const create: CreateCard[] = [];
    for (let index = first; index < first + 1_000; index += 1) create.push(computer(index, created));
    await cmdb.edit({ create });
  }
  await cmdb.edit({
    create: [{ class: 'Monitor', attributes: { Code: 'M-1', Description: 'a 100% _screen_' } }],
  });
  beforeRename = new Date().toISOString();
  await new Promise((resolve) => setTimeout(resolve, 5));
  const [renamed] = await cmdb.query<{ id: string }>("SELECT id FROM card WHERE code = 'PC-00000'");
  await cmdb.edit({
    update: [{ id: renamed?.id ?? '', attributes: { Description: 'renamed', Room: null } }],
  });
  await cmdb.query('ANALYZE');
}, 180_000);
afterAll(() => cmdb.stop());

/** RAM has seven values, and every tenth has none. */
function computer(index: number, rooms: readonly string[]): CreateCard {
  const Code = `PC-${String(index).padStart(5, '0')}`;
  const RAM = index % 10 === 0 ? null : 1024 * (index % 7);
  const Room = rooms[index % 4] ?? null;
  return { class: 'Computer', attributes: { Code, Description: `Computer ${index}`, RAM, Room } };
}

function list(parameters: Record<string, string>, className = 'Computer'): Promise<HttpAnswer> {
  return call('GET', `/classes/${className}/cards?${new URLSearchParams(parameters)}`);
}

function filtered(filter: unknown, more: Record<string, string> = {}): Promise<HttpAnswer> {
  return list({ filter: JSON.stringify(filter), ...more });
}

function codesOf(answer: HttpAnswer): string[] {
  expect(answer.status, JSON.stringify(answer.body)).toBe(200);
  return answer.body.items.map((card: { attributes: { Code: string } }) => card.attributes.Code);
}

describe('paging', () => {
  test.each(['Code', '-RAM', 'RAM,-Code', 'Room,RAM', '-LastInventoryAt'])(
    'by %s gives every card once, in order',
    async (sort) => {
      const seen: string[] = [];
      let cursor: string | undefined;
      do {
        const page = await list({ sort, limit: '1000', ...(cursor === undefined ? {} : { cursor }) });
        seen.push(...codesOf(page));
        expect(page.body.total).toBe(size);
        cursor = page.body.next ?? undefined;
      } while (cursor !== undefined);

      expect(seen).toHaveLength(size);
      expect(new Set(seen).size).toBe(size);
      if (sort === 'Code') expect(seen).toEqual([...seen].sort());
    },
  );

  test('puts cards without a value last, both ways', async () => {
    for (const sort of ['RAM', '-RAM']) {
      const first = await list({ sort, limit: '1' });

      expect(first.body.items[0].attributes.RAM).toBe(sort === 'RAM' ? 0 : 6144);
    }
  });

  test.each(['Code', '-RAM', 'RAM,-Code', 'Room,RAM', '-LastInventoryAt'])(
    'by %s says where a card stands, and gives its page',
    async (sort) => {
      const filter = JSON.stringify({ attribute: 'Code', operator: 'begin', value: 'PC-001' });
      const all = (await list({ sort, filter, limit: '1000' })).body.items.map(
        (card: { id: string }) => card.id,
      );
      for (const index of [0, 6, 7, 13, 50, 99]) {
        const asked = new URLSearchParams({ sort, filter, limit: '7' });
        const place = await call('GET', `/classes/Computer/cards/${all[index]}/position?${asked}`);
        const { position, total, page, cursor } = place.body;
        const shown = await list({ sort, filter, limit: '7', ...(cursor === null ? {} : { cursor }) });

        expect([position, total, page]).toEqual([index + 1, 100, Math.floor(index / 7) + 1]);
        expect(shown.body.items.map((card: { id: string }) => card.id)).toEqual(
          all.slice((page - 1) * 7, page * 7),
        );
      }
    },
  );

  test('says that a card is not in the list', async () => {
    const [monitor] = await cmdb.query<{ id: string }>("SELECT id FROM card WHERE code = 'M-1'");

    const { status, body } = await call('GET', `/classes/Computer/cards/${monitor?.id}/position`);

    expect([status, body]).toEqual([200, { position: null, total: size, page: null, cursor: null }]);
  });

  test('refuses a cursor of another list, and one that is made up', async () => {
    const page = await list({ sort: 'Code', limit: '1' });

    const other = await list({ sort: 'RAM', cursor: page.body.next });
    const madeUp = await list({ cursor: 'bm9uc2Vuc2U' });

    expect(other.body.faults).toMatchObject([{ path: 'query.cursor' }]);
    expect(madeUp.body.faults).toMatchObject([{ path: 'query.cursor' }]);
  });

  test('refuses what cannot be, with every fault', async () => {
    const answer = await list({
      sort: 'Colour,RAM',
      filter: JSON.stringify({ attribute: 'RAM', operator: 'equal', value: 'much' }),
    });
    const limits = await list({ limit: '0', asOf: 'yesterday' });

    expect(answer.body.faults.map((fault: { path: string }) => fault.path)).toEqual([
      'query.filter.value',
      'query.sort',
    ]);
    expect(limits.body.faults).toHaveLength(2);
  });
});

describe('a filter', () => {
  test.each<[unknown, number]>([
    [{ attribute: 'Code', operator: 'equal', value: 'PC-00007' }, 1],
    [{ attribute: 'Code', operator: 'in', value: ['PC-00007', 'PC-00008', 'PC-x'] }, 2],
    [{ attribute: 'RAM', operator: 'isnull' }, 1_000],
    [{ attribute: 'RAM', operator: 'isnotnull' }, 9_000],
    [{ attribute: 'Description', operator: 'begin', value: 'computer 999' }, 11],
    [{ attribute: 'Description', operator: 'end', value: ' 17' }, 1],
    [{ attribute: 'Code', operator: 'contain', value: '0999' }, 11],
    [{ attribute: 'Code', operator: 'between', value: ['PC-00010', 'PC-00019'] }, 10],
    [{ attribute: 'Code', operator: 'less', value: 'PC-00003' }, 3],
    [{ attribute: 'Status', operator: 'equal', value: 'in-use' }, 10_000],
    [{ not: { attribute: 'RAM', operator: 'isnull' } }, 9_000],
    [{ and: [] }, 10_000],
    [{ or: [] }, 0],
    [
      {
        and: [
          { attribute: 'Code', operator: 'less', value: 'PC-00020' },
          {
            or: [
              { attribute: 'RAM', operator: 'isnull' },
              { attribute: 'RAM', operator: 'equal', value: 1024 },
            ],
          },
        ],
      },
      // 0 and 10 have no RAM; 1, 8 and 15 have 1024.
      5,
    ],
  ])('%j finds %i', async (filter, total) => {
    expect((await filtered(filter, { limit: '1' })).body.total).toBe(total);
  });

  test('compares numbers as numbers', async () => {
    const answer = await filtered({ attribute: 'RAM', operator: 'greater', value: 999 }, { limit: '1' });
    const [row] = await cmdb.query<{ total: number }>(
      "SELECT count(*)::integer AS total FROM card WHERE (attributes ->> 'RAM')::integer > 999",
    );

    expect(answer.body.total).toBe(row?.total);
  });

  test('looks through a reference', async () => {
    const room = (
      await list(
        { limit: '1', filter: JSON.stringify({ attribute: 'Code', operator: 'equal', value: 'R2' }) },
        'Room',
      )
    ).body.items[0];

    const there = await filtered({ attribute: 'Room', operator: 'equal', value: room.id }, { limit: '1' });
    const nowhere = await filtered({ attribute: 'Room', operator: 'isnull' }, { limit: '1' });

    expect(there.body.total).toBe(2_500);
    expect(there.body.items[0].attributes.Room).toMatchObject({ code: 'R2' });
    expect(nowhere.body.total).toBe(2_501);
  });

  test.each(["' OR true --", '%', '_', '\\', '"; DROP TABLE card; --', '$1', '{}', '\u0000'])(
    'is data, never SQL: %j',
    async (value) => {
      for (const operator of ['equal', 'contain', 'begin', 'end', 'greater']) {
        const answer = await filtered({ attribute: 'Description', operator, value }, { limit: '1' });

        expect([200, 400]).toContain(answer.status);
        if (operator !== 'greater' && answer.status === 200) expect(answer.body.total).toBe(0);
      }
      expect((await list({ query: value.replace('\u0000', 'x'), limit: '1' })).status).toBe(200);
      expect((await list({ sort: value })).status).toBe(400);
    },
  );
});

test('words are looked for in all values, each of them', async () => {
  expect(codesOf(await list({ query: 'computer 00042' }))).toEqual(['PC-00042']);
  expect((await list({ query: '100% _screen_' }, 'Monitor')).body.total).toBe(1);
  expect((await list({ query: 'nowhere to be found' })).body.total).toBe(0);
});

test('a superclass gives the cards of all its descendants', async () => {
  const all = await list({ limit: '1', sort: 'Code' }, 'Item');

  expect(all.body.total).toBe(size + 1);
  expect(codesOf(all)).toEqual(['M-1']);
});

test('a list is what it was at any instant', async () => {
  const filter = { attribute: 'Code', operator: 'equal', value: 'PC-00000' };

  const then = await filtered(filter, { asOf: beforeRename });
  const now = await filtered(filter);
  const room = then.body.items[0].attributes.Room;
  const inRoom = await filtered(
    { and: [filter, { attribute: 'Room', operator: 'equal', value: room.id }] },
    { asOf: beforeRename },
  );

  expect(then.body.items[0].attributes).toMatchObject({ Description: 'Computer 0', Room: { code: 'R1' } });
  expect(now.body.items[0].attributes).toMatchObject({ Description: 'renamed', Room: null });
  expect(inRoom.body.total).toBe(1);
  expect((await list({ asOf: '2020-01-01T00:00:00Z' })).body.total).toBe(0);
  expect((await list({ asOf: beforeRename, limit: '1' })).body.total).toBe(size);
});

test('a page by code, and a card by its code, are read from an index of the class alone', async () => {
  const [known] = await cmdb.query<{ id: number }>("SELECT id FROM class WHERE name = 'Computer'");
  const explain = async (rest: string) => {
    const rows = await cmdb.query<{ 'QUERY PLAN': string }>(
      `EXPLAIN SELECT card.id FROM (SELECT class_id, id, code FROM card WHERE class_id IN (${known?.id})) AS card ${rest}`,
    );
    return rows.map((row) => row['QUERY PLAN']).join('\n');
  };

  const page = await explain('ORDER BY card.code ASC NULLS LAST, card.id LIMIT 101');
  const one = await explain("WHERE card.code = 'PC-00042'");

  for (const plan of [page, one]) {
    expect(plan).toMatch(/Index (Only )?Scan/);
    expect(plan).not.toMatch(/Seq Scan/);
    expect(plan).not.toMatch(/Append/);
  }
});

test('a page takes as many queries for many cards as for one', async () => {
  const one = await countStatements(cmdb, () => list({ limit: '1', sort: 'Room,-RAM' }));
  const many = await countStatements(cmdb, () => list({ limit: '500', sort: 'Room,-RAM' }));

  expect(one).toBeGreaterThan(0);
  expect(many).toBe(one);
});
