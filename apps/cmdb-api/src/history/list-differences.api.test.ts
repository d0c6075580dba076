import { setTimeout } from 'node:timers/promises';
import type { Filter } from '@popis/model';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { requestsOf } from '../../../../tests/cmdb/http.ts';
import { addedModel, firstWork, readWorld, secondWork } from '../../../../tests/cmdb/plain-world.ts';
import { randomFilter } from '../../../../tests/cmdb/random-filter.ts';
import { randomSight } from '../../../../tests/cmdb/random-sight.ts';
import { adminToken, startTestCmdb, type TestCmdb } from '../../../../tests/cmdb/test-cmdb.ts';
import { everything, type Sight } from '../classes/sight.ts';
import { Sights } from '../classes/sights.ts';

interface CardBody {
  id: string;
  attributes: Record<string, unknown>;
}

interface Difference {
  attribute: string;
  old: unknown;
  new: unknown;
}

interface Item {
  state: string;
  from: string;
  to: string;
  card: CardBody;
  differences: Difference[];
}

let cmdb: TestCmdb;
let call: ReturnType<typeof requestsOf>;
let sight: Sight = everything;
let from: string;
let to: string;
let ids: string[];
let since: string[];

beforeAll(async () => {
  cmdb = await startTestCmdb();
  call = requestsOf(cmdb, adminToken);
  vi.spyOn(cmdb.app.nest.get(Sights), 'of').mockImplementation(() => sight);
  expect((await call('POST', '/model/apply', addedModel)).status).toBe(200);
  await cmdb.edit(firstWork());
  await setTimeout(5);
  const world = await readWorld(cmdb, new Date());
  from = new Date().toISOString();
  await setTimeout(5);
  await cmdb.edit(secondWork(world));
  await cmdb.edit({
    create: [30, 31].map((index) => ({
      class: 'Computer',
      attributes: { Code: `PC-${index}`, RAM: 4096, OS: 'debian' },
    })),
  });
  await setTimeout(5);
  const now = await readWorld(cmdb, new Date());
  to = new Date().toISOString();
  ids = [...world.cards.keys()];
  since = [...new Set([...now.cards.values()].map((card) => card.validFrom)), '-1h'];
  await setTimeout(5);
  // What comes after the later instant makes no difference.
  const [first = ''] = now.cards.keys();
  await cmdb.edit({ update: [{ id: first, attributes: { Description: 'Later still' } }] });
});
afterAll(() => cmdb.stop());

/** All pages. */
async function differences(className: string, asked: object) {
  const items: Item[] = [];
  let counts: unknown;
  let total: unknown;
  for (let cursor: string | undefined | null; cursor !== null; ) {
    const body = { from, to, ...asked, cursor };
    const answer = await call('POST', `/classes/${className}/cards/query/differences`, body);
    if (answer.status !== 200) return { status: answer.status, items, counts, total };
    if (counts !== undefined) expect([answer.body.counts, answer.body.total]).toEqual([counts, total]);
    ({ counts, total } = answer.body);
    items.push(...answer.body.items);
    cursor = answer.body.next;
  }
  return { status: 200, items, counts, total };
}

/** Two plain lists, and every card that either has, at both instants. */
async function plainLists(className: string, asked: object) {
  const at = async (asOf: string) => {
    const read = (body: object) =>
      call('POST', `/classes/${className}/cards/query`, { ...body, asOf, limit: 1_000 });
    const listed = await read(asked);
    const every = await read({});
    const cards: CardBody[] = every.body.items;
    const found: CardBody[] = listed.body.items ?? [];
    return {
      status: listed.status,
      listed: found.map(({ id }) => id),
      cards: new Map(cards.map((card) => [card.id, card])),
    };
  };
  return { older: await at(from), newer: await at(to) };
}

function idOf(value: unknown): unknown {
  return typeof value === 'object' && value !== null && 'id' in value ? value.id : value;
}

/** What differs between two answers of cards, by the plainest comparison there is. */
function compare(older: CardBody | undefined, newer: CardBody | undefined): Difference[] {
  const names = new Set([...Object.keys(older?.attributes ?? {}), ...Object.keys(newer?.attributes ?? {})]);
  const found: Difference[] = [];
  for (const attribute of names) {
    const [old, later] = [older?.attributes[attribute] ?? null, newer?.attributes[attribute] ?? null];
    if (JSON.stringify(idOf(old)) !== JSON.stringify(idOf(later))) found.push({ attribute, old, new: later });
  }
  return found.sort((one, other) => (one.attribute < other.attribute ? -1 : 1));
}

function expectedItems({ older, newer }: Awaited<ReturnType<typeof plainLists>>) {
  const items = new Map<string, Item>();
  for (const id of new Set([...newer.listed, ...older.listed])) {
    const [then, later] = [older.cards.get(id), newer.cards.get(id)];
    const differing = compare(then, later);
    const wasListed = older.listed.includes(id);
    const isListed = newer.listed.includes(id);
    const both = differing.length > 0 ? 'changed' : 'same';
    const presence = (isIn: boolean, card?: CardBody) =>
      isIn ? 'listed' : card === undefined ? 'absent' : 'unlisted';
    const card = isListed ? later : then;
    if (card === undefined) throw new Error(`${id} is listed and not there`);
    items.set(id, {
      state: wasListed && isListed ? both : isListed ? 'added' : 'gone',
      from: presence(wasListed, then),
      to: presence(isListed, later),
      card,
      differences: differing,
    });
  }
  return items;
}

/** Random filters and orders, asked for in pages of several sizes. */
async function holdTo(
  className: string,
  filter: Filter,
  sort: readonly string[],
  limit: number,
): Promise<void> {
  const plain = await plainLists(className, { filter, sort });
  const found = await differences(className, { filter, sort, limit });
  expect(found.status).toBe(plain.newer.status);
  if (found.status !== 200) return;

  const expected = expectedItems(plain);
  const sorted = found.items.map(({ differences: list, ...item }) => ({
    ...item,
    differences: [...list].sort((one, other) => (one.attribute < other.attribute ? -1 : 1)),
  }));
  expect(new Map(sorted.map((item) => [item.card.id, item]))).toEqual(expected);
  expect(found.items).toHaveLength(expected.size);
  const isNewer = (item: Item) => item.state !== 'gone';
  expect(found.items.filter(isNewer).map(({ card }) => card.id)).toEqual(plain.newer.listed);
  const gone = plain.older.listed.filter((id) => !plain.newer.listed.includes(id));
  expect(found.items.filter((item) => !isNewer(item)).map(({ card }) => card.id)).toEqual(gone);
  const counts = { same: 0, changed: 0, added: 0, gone: 0 };
  for (const { state } of expected.values()) counts[state as keyof typeof counts] += 1;
  expect(found.counts).toEqual(counts);
  expect(found.total).toBe(expected.size);
}

const sorts = fc.constantFrom(['Code'], ['-RAM', 'Code'], ['Room', '-OS'], [], ['Room.Floor.Code', '-Price']);

describe('the differences of a list at two instants', () => {
  test.each(['Computer', 'Item'])(
    'of %ss are those of two plain lists, whatever the filter',
    async (className) => {
      const sort = className === 'Computer' ? sorts : fc.constantFrom(['Code'], ['Room', '-Code'], []);
      await fc.assert(
        fc.asyncProperty(
          randomFilter(className, ids, since, 2),
          sort,
          fc.constantFrom(1_000, 7),
          async (filter, keys, limit) => holdTo(className, filter, keys, limit),
        ),
        { numRuns: 60 },
      );
    },
    300_000,
  );

  test('under a random sight are those of the lists that it leaves', async () => {
    await fc.assert(
      fc.asyncProperty(
        randomSight(ids, since),
        randomFilter('Computer', ids, since, 1),
        fc.constantFrom(1_000, 15),
        async (given, filter, limit) => {
          sight = given;
          await holdTo('Computer', filter, ['Code'], limit);
        },
      ),
      { numRuns: 25 },
    );
    sight = everything;
  }, 300_000);
});

describe('a list at two instants', () => {
  const large = { attribute: 'RAM', operator: 'greater', value: 1500 };
  const ask = (more: Record<string, string>) =>
    call('GET', `/classes/Computer/cards/differences?${new URLSearchParams({ from, to, ...more })}`);

  test('tells a card that is new from one that came to meet the filter', async () => {
    const { body } = await ask({ filter: JSON.stringify(large) });
    const presenceOf = (state: string, wanted: string) =>
      body.items.filter((item: Item) => item.state === state && [item.from, item.to].includes(wanted)).length;

    expect(presenceOf('added', 'absent')).toBe(2);
    expect(presenceOf('added', 'unlisted')).toBeGreaterThan(0);
    expect(presenceOf('gone', 'unlisted')).toBeGreaterThan(0);
    expect(body.total).toBe(body.items.length);
  });

  test('shows a reference that was set anew, though it wrote no version', async () => {
    const { body } = await ask({ states: 'changed' });
    const moved = body.items.flatMap(({ differences: list }: Item) =>
      list.filter(({ attribute }) => attribute === 'Room'),
    );

    expect(moved.length).toBeGreaterThan(0);
    expect(moved[0]).toMatchObject({ old: { class: 'Room' } });
  });

  test('can be asked for some states alone, as many as are counted', async () => {
    const every = await ask({});
    const some = await ask({ states: 'added,gone' });

    const { added, gone } = every.body.counts;
    expect([some.body.total, some.body.items.length]).toEqual([added + gone, added + gone]);
    expect(some.body.counts).toEqual(every.body.counts);
    expect(new Set(some.body.items.map(({ state }: Item) => state))).toEqual(new Set(['added', 'gone']));
  });

  test('keeps the later instant of its first page when none was given', async () => {
    const first = await call('GET', `/classes/Computer/cards/differences?from=${from}&limit=3`);
    await setTimeout(5);
    await cmdb.edit({ create: [{ class: 'Computer', attributes: { Code: 'A-0' } }] });
    const address = `/classes/Computer/cards/differences?from=${from}&limit=1000&cursor=${first.body.next}`;
    const second = await call('GET', address);

    expect(second.body.to).toBe(first.body.to);
    const codes = [...first.body.items, ...second.body.items].map(({ card }: Item) => card.attributes.Code);
    expect(codes).not.toContain('A-0');
    expect(codes).toHaveLength(first.body.total);
  });

  test('is refused with every fault by its name', async () => {
    const page = await ask({ limit: '2' });
    const faultOf = async (more: Record<string, string>) => {
      const { status, body } = await ask(more);
      return [status, body.faults?.[0]?.path];
    };

    expect(await faultOf({ from: to, to: from })).toEqual([400, 'query.from']);
    expect(await faultOf({ states: 'new' })).toEqual([400, expect.stringMatching(/^query\.states/)]);
    expect(await faultOf({ sort: 'Nix' })).toEqual([400, 'query.sort']);
    expect(await faultOf({ cursor: 'nix' })).toEqual([400, 'query.cursor']);
    expect(await faultOf({ cursor: page.body.next, states: 'same' })).toEqual([400, 'query.cursor']);
    expect(await faultOf({ cursor: page.body.next, from: to })).toEqual([400, 'query.cursor']);
    expect((await call('GET', '/classes/Computer/cards/differences')).body.faults).toMatchObject([
      { path: 'query.from' },
    ]);
  });
});
