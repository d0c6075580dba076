import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type HttpAnswer, requestsOf } from '../../../../tests/cmdb/http.ts';
import {
  cardsThatMeet,
  type PlainCard,
  type PlainValue,
  type PlainWorld,
  valuesAlong,
} from '../../../../tests/cmdb/naive-filter.ts';
import { rulesOf } from '../../../../tests/cmdb/naive-values.ts';
import { addedModel, firstWork, readWorld, secondWork } from '../../../../tests/cmdb/plain-world.ts';
import { randomFilter } from '../../../../tests/cmdb/random-filter.ts';
import { adminToken, startTestCmdb, type TestCmdb } from '../../../../tests/cmdb/test-cmdb.ts';

/** One world before the second change, one after it. */
interface Instant {
  world: PlainWorld;
  asOf: string | undefined;
}

let cmdb: TestCmdb;
let call: ReturnType<typeof requestsOf>;
let then: Instant;
let now: Instant;

beforeAll(async () => {
  cmdb = await startTestCmdb();
  call = requestsOf(cmdb, adminToken);
  const added = await call('POST', '/model/apply', addedModel);
  expect(added.status, JSON.stringify(added.body)).toBe(200);
  await cmdb.edit(firstWork());
  await new Promise((resolve) => setTimeout(resolve, 20));
  const asOf = new Date();
  then = { world: await readWorld(cmdb, asOf), asOf: asOf.toISOString() };
  await new Promise((resolve) => setTimeout(resolve, 20));
  await cmdb.edit(secondWork(then.world));
  now = { world: await readWorld(cmdb, new Date()), asOf: undefined };
  await cmdb.query('ANALYZE');
}, 180_000);
afterAll(() => cmdb.stop());

function query(className: string, body: object): Promise<HttpAnswer> {
  return call('POST', `/classes/${className}/cards/query`, { limit: 1_000, ...body });
}

function codesOf(cards: readonly PlainCard[]): unknown[] {
  return cards.map((card) => card.attributes.Code).sort();
}

function filtersOf(className: string) {
  const cards = [...then.world.cards.values()];
  const since = [
    ...new Set([...cards, ...now.world.cards.values()].map((card) => card.validFrom)),
    '-1h',
    'now',
  ];
  return randomFilter(
    className,
    cards.map((card) => card.id),
    since,
  );
}

describe('random filters', () => {
  test.each(['Computer', 'Monitor', 'Room', 'Item'])(
    'find the same %ss as walking through all cards, now and then',
    async (className) => {
      await fc.assert(
        fc.asyncProperty(filtersOf(className), async (filter) => {
          for (const instant of [then, now]) {
            const answer = await query(className, { filter, asOf: instant.asOf, columns: ['Code'] });

            expect(answer.status, JSON.stringify(answer.body)).toBe(200);
            const codes = answer.body.items.map((card: PlainCard) => card.attributes.Code).sort();
            expect(codes).toEqual(codesOf(cardsThatMeet(instant.world, className, filter)));
            expect(answer.body.total).toBe(codes.length);
          }
        }),
        { numRuns: className === 'Computer' ? 250 : 60 },
      );
    },
    300_000,
  );

  test('that make no sense are refused, whatever they are', async () => {
    const word = fc.constantFrom(
      'and',
      'or',
      'not',
      'attribute',
      'operator',
      'value',
      'relation',
      'changedSince',
    );
    const { value } = fc.letrec<{ value: unknown }>((tie) => ({
      value: fc.oneof(
        { depthSize: 'small' },
        fc.constantFrom<unknown>(
          'Code',
          'Room.Floor',
          'RAM',
          'equal',
          'in',
          'between',
          '',
          0,
          null,
          '%',
          '\u0000',
        ),
        fc.array(tie('value'), { maxLength: 3 }),
        fc.dictionary(word, tie('value'), { maxKeys: 3 }),
        fc.jsonValue(),
      ),
    }));
    await fc.assert(
      fc.asyncProperty(value, fc.string({ maxLength: 12 }), async (filter, path) => {
        const long = await query('Computer', { filter, sort: [path], columns: [path] });
        const short = await call(
          'GET',
          `/classes/Computer/counts?${new URLSearchParams({ filter: JSON.stringify(filter ?? null), by: path })}`,
        );

        expect([200, 400]).toContain(long.status);
        expect([200, 400]).toContain(short.status);
      }),
      { numRuns: 200 },
    );
  }, 300_000);
});

test('a body nested without end is refused', async () => {
  const response = await fetch(`${cmdb.url}/api/classes/Computer/cards/query`, {
    method: 'POST',
    headers: { authorization: `Bearer ${adminToken}`, 'content-type': 'application/json' },
    body: `{"filter":${'{"not":'.repeat(50_000)}{}${'}'.repeat(50_000)}}`,
  });

  expect(response.status).toBe(400);
});

const singlePaths = [
  'Code',
  'RAM',
  'Room',
  'Room.Code',
  'Room.Floor.Level',
  'Room.Floor.Building.City',
  'IPAddress',
  'Warranty',
  'Uses',
  'Subnet',
  'Price',
];
const manyPaths = [
  'ComputerMonitors.Code',
  'ItemDependencies:directed.Description',
  'ItemDependencies:inverted.Room',
];

test('columns show what stands at the ends of their paths, now and then', async () => {
  await fc.assert(
    fc.asyncProperty(fc.subarray([...singlePaths, ...manyPaths]), async (columns) => {
      for (const { world, asOf } of [then, now]) {
        const answer = await query('Computer', { columns, asOf });

        expect(answer.status, JSON.stringify(answer.body)).toBe(200);
        for (const item of answer.body.items) {
          expect(Object.keys(item.attributes).sort()).toEqual([...columns].sort());
          const card = world.cards.get(item.id);
          if (card === undefined) throw new Error('a card that should not be there');
          for (const path of columns) {
            const shown = [item.attributes[path]].flat().map((value) => value?.id ?? value);
            const values = valuesAlong(world, card, path)
              .flat()
              .filter((value) => value !== null);
            const single = singlePaths.includes(path) && values.length === 0 ? [null] : values;
            expect(shown.map(String).sort()).toEqual(single.map(String).sort());
          }
        }
      }
    }),
    { numRuns: 25 },
  );
}, 120_000);

test('an order along paths is kept over all pages', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...singlePaths.filter((path) => path !== 'Room' && path !== 'Uses')),
      fc.boolean(),
      fc.constantFrom(then, now),
      async (path, descending, { world, asOf }) => {
        const seen: PlainValue[] = [];
        let cursor: string | undefined;
        do {
          const sort = [descending ? `-${path}` : path];
          const page = await query('Computer', {
            sort,
            asOf,
            limit: 5,
            ...(cursor === undefined ? {} : { cursor }),
          });
          expect(page.status, JSON.stringify(page.body)).toBe(200);
          for (const { id } of page.body.items) {
            const card = world.cards.get(id);
            if (card !== undefined) seen.push(valuesAlong(world, card, path)[0] ?? null);
          }
          cursor = page.body.next ?? undefined;
        } while (cursor !== undefined);

        expect(seen).toEqual(inOrder(path, seen, descending));
        expect(seen).toHaveLength(
          [...world.cards.values()].filter((card) => card.class === 'Computer').length,
        );
      },
    ),
    { numRuns: 20 },
  );
}, 120_000);

function inOrder(path: string, values: readonly PlainValue[], descending: boolean) {
  const rules = rulesOf(path);
  const compare = (one: PlainValue, other: PlainValue) => {
    const placed = rules?.sort?.(String(one), String(other)) ?? rules?.order(String(one), String(other));
    if (placed !== undefined) return placed;
    return one === null || other === null || one === other ? 0 : one < other ? -1 : 1;
  };
  const held = values.filter((value) => value !== null);
  held.sort((one, other) => (descending ? compare(other, one) : compare(one, other)));
  return [...held, ...values.filter((value) => value === null)];
}

test('counts are those of the cards themselves, now and then', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.subarray([...singlePaths, '_class'], { maxLength: 4 }),
      filtersOf('Computer'),
      fc.constantFrom(then, now),
      async (by, filter, instant) => {
        const parameters = { by: by.join(), filter: JSON.stringify(filter), limit: '1000' };
        const asOf: Record<string, string> = instant.asOf === undefined ? {} : { asOf: instant.asOf };
        const answer = await call(
          'GET',
          `/classes/Computer/counts?${new URLSearchParams({ ...parameters, ...asOf })}`,
        );

        expect(answer.status, JSON.stringify(answer.body)).toBe(200);
        const wanted = new Map<string, number>();
        const cards = cardsThatMeet(instant.world, 'Computer', filter);
        for (const card of cards) {
          const key = JSON.stringify(
            by.map((path) =>
              path === '_class' ? card.class : (valuesAlong(instant.world, card, path)[0] ?? null),
            ),
          );
          wanted.set(key, (wanted.get(key) ?? 0) + 1);
        }
        if (by.length === 0) wanted.set('[]', cards.length);
        const counted = new Map<string, number>();
        for (const { values, count } of answer.body.items) {
          counted.set(JSON.stringify(by.map((path) => values[path]?.id ?? values[path])), count);
        }
        expect(counted).toEqual(wanted);
        expect(answer.body).toMatchObject({ total: wanted.size, cards: cards.length });
      },
    ),
    { numRuns: 60 },
  );
}, 120_000);
