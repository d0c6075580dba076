import { setTimeout } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { applyWork } from '../../../../tests/cmdb/card-work.ts';
import { Estate, type EstateCard, keyOf, randomOf, references } from '../../../../tests/cmdb/estate-model.ts';
import { addedModel } from '../../../../tests/cmdb/plain-world.ts';
import { randomWork } from '../../../../tests/cmdb/random-work.ts';
import { startTestCmdb, type TestCmdb } from '../../../../tests/cmdb/test-cmdb.ts';

const operations = 10_000;
const every = 100;
/** Another seed each time; the one of a failure stands in its title and can be given again. */
const seed = Number(process.env.POPIS_TEST_SEED ?? Date.now() % 1_000_000_000);

interface Snapshot {
  at: string;
  estate: Estate;
}

let cmdb: TestCmdb;

beforeAll(async () => {
  cmdb = await startTestCmdb();
  const { status } = await cmdb.call('POST', '/model/apply', addedModel);
  expect(status).toBe(200);
});
afterAll(() => cmdb.stop());

test(`as of any instant: what stood then, through ${operations} random operations (seed ${seed})`, {
  timeout: 180_000,
}, async () => {
  const snapshots = await live();
  expect(snapshots.length).toBeGreaterThanOrEqual(operations / every);
  for (const snapshot of snapshots) await compare(snapshot);
});

/** Lets the estate live through the operations; after every hundred, what is in memory must be what the tables hold. */
async function live(): Promise<Snapshot[]> {
  const random = randomOf(seed);
  const ids = new Map<string, string>();
  const snapshots: Snapshot[] = [];
  let estate = new Estate();
  let at = new Date(0);
  for (let done = 0, due = every; done < operations; ) {
    const size = random.chance(0.5) ? 1 : 2 + random.below(40);
    const { work, operations: made, differs, after } = randomWork(estate, random, ids, size);
    const applied = await applyWork(cmdb, work);
    expect(applied.changeId !== null, JSON.stringify(work)).toBe(differs);
    for (const [index, relate] of (work.relate ?? []).entries()) {
      ids.set(keyOf({ ...relate, attributes: {} }), applied.related[index]?.id ?? '');
    }
    for (const key of ids.keys()) if (!after.relations.has(key)) ids.delete(key);
    estate = after;
    at = applied.at ?? at;
    done += made;
    if (done < due) continue;
    due += every;
    expectSame(await readTables(), toRows(estate), `the tables after ${done} operations`);
    snapshots.push({ at: at.toISOString(), estate });
    // The next change shall be of a later millisecond.
    await setTimeout(2);
  }
  return snapshots;
}

/** The tables as they are now, past the application. */
async function readTables() {
  const cards = await cmdb.query(
    `SELECT card.id, class.name AS class, jsonb_strip_nulls(card.attributes
       || jsonb_build_object('Code', card.code, 'Description', card.description)) AS values
     FROM card JOIN class ON class.id = card.class_id ORDER BY card.id`,
  );
  const relations = await cmdb.query<{ key: string; attributes: object }>(
    `SELECT domain.name || ' ' || relation.source_id || ' ' || relation.target_id AS key, relation.attributes
     FROM relation JOIN domain ON domain.id = relation.domain_id`,
  );
  return { cards, relations: sortBy(relations, ({ key }) => key) };
}

function toRows(estate: Estate) {
  return {
    cards: sortBy([...estate.cards.values()], ({ id }) => id),
    relations: sortBy(
      [...estate.relations].map(([key, { attributes }]) => ({ key, attributes })),
      ({ key }) => key,
    ),
  };
}

async function compare(snapshot: Snapshot): Promise<void> {
  const { estate, at } = snapshot;
  for (const name of Object.keys(references)) {
    const expected = sortBy(estate.ofClass(name), ({ id }) => id);
    const { cards, total } = await list(name, at, { sort: '' });
    expectSame(
      cards,
      expected.map((card) => toAnswer(estate, card)),
      `${name} at ${at}`,
    );
    expect(total).toBe(expected.length);
  }
  await compareLists(snapshot);
  const random = randomOf(Date.parse(at));
  for (let index = 0; index < 3; index += 1) {
    await compareRelations(snapshot, random.pick([...estate.cards.values()]));
  }
}

/** Filters and sort orders of several kinds, over a value, a reference, and classes with a common ancestor. */
async function compareLists({ estate, at }: Snapshot): Promise<void> {
  const byCode = (card: EstateCard) => String(card.values.Code);
  const computers = sortBy(estate.ofClass('Computer'), byCode);

  const large = { attribute: 'RAM', operator: 'greater', value: 2048 };
  const largest = await list('Computer', at, {
    filter: JSON.stringify(large),
    sort: '-RAM,Code',
    limit: '7',
  });
  const expectedLarge = computers.filter((card) => Number(card.values.RAM ?? 0) > 2048);
  const sortedLarge = sortBy(expectedLarge, (card) => -Number(card.values.RAM));
  expect(largest.ids).toEqual(sortedLarge.map((card) => card.id));

  const room = estate.ofClass('Room')[0];
  const inRoom = { attribute: 'Room', operator: 'equal', value: room?.id };
  const items = await list('Item', at, { filter: JSON.stringify(inRoom), sort: 'Code' });
  const expectedItems = estate
    .ofClass('Computer', 'Monitor', 'NetworkDevice')
    .filter((card) => estate.shown(card, 'Room')?.id === room?.id);
  if (room !== undefined) expect(items.ids).toEqual(sortBy(expectedItems, byCode).map((card) => card.id));

  const byRoom = await list('Computer', at, { sort: 'Room,Code', limit: '50' });
  const roomOf = (card: EstateCard) => String(estate.shown(card, 'Room')?.values.Code ?? '~');
  expect(byRoom.ids).toEqual(sortBy(computers, roomOf).map((card) => card.id));
}

async function compareRelations({ estate, at }: Snapshot, card: EstateCard | undefined): Promise<void> {
  if (card === undefined) return;
  const { body } = await cmdb.call<{
    items: {
      domain: string;
      direction: string;
      total: number;
      relations: { card: { id: string }; attributes: object }[];
    }[];
  }>('GET', `/cards/${card.id}/relations?asOf=${at}`);
  const found = body.items.flatMap(({ domain, direction, total, relations }) => {
    expect(total).toBe(relations.length);
    return relations.map(
      (relation) => `${domain} ${direction} ${relation.card.id} ${JSON.stringify(relation.attributes)}`,
    );
  });
  const expected: string[] = [];
  for (const { domain, source, target, attributes } of estate.relations.values()) {
    if (source === card.id) expected.push(`${domain} directed ${target} ${JSON.stringify(attributes)}`);
    if (target === card.id) expected.push(`${domain} inverted ${source} ${JSON.stringify(attributes)}`);
  }
  expectSame(found.sort(), expected.sort(), `relations of ${card.id} at ${at}`);
}

interface CardBody {
  id: string;
  class: string;
  attributes: Record<string, unknown>;
}

/** A whole list, page by page. */
async function list(name: string, asOf: string, query: Record<string, string>) {
  const cards: object[] = [];
  const ids: string[] = [];
  let total: number | undefined;
  for (let cursor: string | null | undefined; cursor !== null; ) {
    const parameters = new URLSearchParams({
      limit: '1000',
      ...query,
      asOf,
      ...(cursor === undefined ? {} : { cursor }),
    });
    const { body, status } = await cmdb.call<{ items: CardBody[]; total: number; next: string | null }>(
      'GET',
      `/classes/${name}/cards?${parameters}`,
    );
    expect(status, JSON.stringify(body)).toBe(200);
    cards.push(
      ...body.items.map(({ id, class: className, attributes }) => ({
        id,
        class: className,
        attributes: withoutNulls(attributes),
      })),
    );
    ids.push(...body.items.map(({ id }) => id));
    total = body.total;
    cursor = body.next;
  }
  return { cards, ids, total };
}

/** A card as the API shows it, references by the code that their cards had. */
function toAnswer(estate: Estate, card: EstateCard) {
  const attributes: Record<string, unknown> = { ...card.values };
  for (const name of Object.keys(references[card.class] ?? {})) {
    const shown = estate.shown(card, name);
    if (shown === undefined) continue;
    const { Code: code, Description: description = null } = shown.values;
    attributes[name] = { id: shown.id, class: shown.class, code, description };
  }
  return { id: card.id, class: card.class, attributes };
}

function withoutNulls(values: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null));
}

/** As toEqual, which takes long on large lists: only a difference is worth its words. */
function expectSame(found: unknown, expected: unknown, what: string): void {
  if (!isDeepStrictEqual(found, expected)) expect(found, what).toEqual(expected);
}

function sortBy<T>(list: readonly T[], key: (item: T) => string | number): T[] {
  return [...list].sort((one, other) => (key(one) < key(other) ? -1 : key(one) > key(other) ? 1 : 0));
}
