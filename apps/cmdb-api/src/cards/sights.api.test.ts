import type { Filter } from '@popis/model';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { requestsOf } from '../../../../tests/cmdb/http.ts';
import { cardsThatMeet, type PlainCard, type PlainWorld } from '../../../../tests/cmdb/naive-filter.ts';
import { addedModel, firstWork, readWorld, secondWork } from '../../../../tests/cmdb/plain-world.ts';
import { randomFilter } from '../../../../tests/cmdb/random-filter.ts';
import { namesHidden, randomSight, worldSeen } from '../../../../tests/cmdb/random-sight.ts';
import { adminToken, startTestCmdb, type TestCmdb } from '../../../../tests/cmdb/test-cmdb.ts';
import { everything, type Sight } from '../classes/sight.ts';
import { Sights } from '../classes/sights.ts';

interface Instant {
  world: PlainWorld;
  asOf: string | undefined;
}

let cmdb: TestCmdb;
/** The same CMDB without what is hidden. */
let twin: TestCmdb;
let ask: ReturnType<typeof requestsOf>;
let askTwin: ReturnType<typeof requestsOf>;
let then: Instant;
let now: Instant;
let sight: Sight = everything;

beforeAll(async () => {
  [cmdb, twin] = await Promise.all([startTestCmdb(), startTestCmdb()]);
  const asAdmin = requestsOf(cmdb, adminToken);
  await cmdb.query(`INSERT INTO role (name, label, permissions) VALUES ('narrow', 'narrow', '{read,edit}')`);
  await asAdmin('POST', '/accounts', { username: 'narrow', displayName: 'narrow', roles: ['narrow'] });
  const { body } = await asAdmin('POST', '/tokens', { username: 'narrow', name: 'test' });
  ask = requestsOf(cmdb, body.token);
  askTwin = requestsOf(twin, adminToken);
  vi.spyOn(cmdb.app.nest.get(Sights), 'of').mockImplementation((caller) =>
    caller.username === 'narrow' ? sight : everything,
  );
  for (const call of [asAdmin, askTwin])
    expect((await call('POST', '/model/apply', addedModel)).status).toBe(200);
  await cmdb.edit(firstWork());
  await new Promise((resolve) => setTimeout(resolve, 20));
  const asOf = new Date();
  then = { world: await readWorld(cmdb, asOf), asOf: asOf.toISOString() };
  await new Promise((resolve) => setTimeout(resolve, 20));
  await cmdb.edit(secondWork(then.world));
  now = { world: await readWorld(cmdb, new Date()), asOf: undefined };
  await cmdb.query('ANALYZE');
}, 180_000);
afterAll(async () => {
  await cmdb.stop();
  await twin.stop();
});
beforeEach(() => {
  sight = everything;
});

const ids = () => [...then.world.cards.keys()];
const since = () => [...new Set([...now.world.cards.values()].map((card) => card.validFrom)), '-1h'];
const codesOf = (cards: readonly { attributes: Record<string, unknown> }[]) =>
  cards.map((card) => card.attributes.Code).sort();

describe('a list under a random sight', () => {
  test.each(['Computer', 'Monitor', 'Room', 'Item'])(
    'of %ss is that of a world in which nothing hidden ever was, now and then',
    async (className) => {
      const question = randomFilter(className, ids(), since(), 2);
      await fc.assert(
        fc.asyncProperty(randomSight(ids(), since()), question, async (given, filter) => {
          sight = given;
          for (const { world, asOf } of [then, now]) {
            const body = { filter, asOf, columns: ['Code'], limit: 1_000 };
            const answer = await ask('POST', `/classes/${className}/cards/query`, body);

            if (answer.status === 400) {
              expect(namesHidden(given, filter), JSON.stringify(answer.body)).toBe(true);
              continue;
            }
            expect(answer.status, JSON.stringify(answer.body)).toBe(200);
            const expected = codesOf(cardsThatMeet(worldSeen(world, given), className, filter));
            expect(codesOf(answer.body.items)).toEqual(expected);
            expect(answer.body.total).toBe(expected.length);
          }
        }),
        { numRuns: className === 'Computer' ? 120 : 40 },
      );
    },
    300_000,
  );
});

/** Makes the twin a CMDB that never had what the sight hides. */
async function fillTwin(world: PlainWorld): Promise<void> {
  await twin.clear();
  const create = [...world.cards.values()].map(({ id, class: className, attributes }) => {
    const given = Object.entries(attributes).filter(([, value]) => value !== null);
    return { id, class: className, attributes: Object.fromEntries(given) };
  });
  await twin.edit({ create, relate: world.relations });
}

/** Times and revisions, which no two databases share. */
const incidental = new Set(['changeId', 'validFrom', 'provenance', 'weakest', 'next', 'cursor', 'at']);

/** An answer without those, without empty values, in no order; ids of relations are all the same. */
function essenceOf(value: unknown): unknown {
  if (typeof value === 'string') return isIdOfRelation(value) ? 'relation' : value;
  if (Array.isArray(value)) {
    const texts = value.map((each) => JSON.stringify(essenceOf(each)));
    return texts.sort().map((text) => JSON.parse(text));
  }
  if (typeof value !== 'object' || value === null) return value;
  const kept = Object.entries(value).filter(([key, each]) => each !== null && !incidental.has(key));
  return Object.fromEntries(kept.map(([key, each]) => [key, essenceOf(each)]).sort());
}

function isIdOfRelation(text: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text) && !then.world.cards.has(text);
}

async function expectSame(method: string, address: string, body?: unknown): Promise<void> {
  const [narrow, other] = await Promise.all([ask(method, address, body), askTwin(method, address, body)]);

  expect(narrow.status, `${address} ${JSON.stringify(narrow.body)}`).toBe(other.status);
  if (narrow.status === 200) expect(essenceOf(narrow.body), address).toEqual(essenceOf(other.body));
}

describe('every other question under a random sight', () => {
  test('is answered as in a CMDB that never had what is hidden', async () => {
    await fc.assert(
      fc.asyncProperty(randomSight(ids(), since()), async (given) => {
        sight = given;
        const world = worldSeen(now.world, given);
        await fillTwin(world);
        const cards = [...world.cards.values()];
        const some = (className: string) => cards.filter((card) => card.class === className).slice(0, 2);
        const gone = [...now.world.cards.keys()].filter((id) => !world.cards.has(id)).slice(0, 2);
        const shown = [...some('Computer'), ...some('Monitor'), ...some('Room')];

        for (const id of [...gone, ...shown.map((card) => card.id)]) {
          await expectSame('GET', `/cards/${id}`);
          await expectSame('GET', `/cards/${id}/relations`);
          await expectSame('GET', `/cards/${id}/graph?depth=3`);
          await expectSame('GET', `/cards/${id}/impact?depth=4`);
          await expectSame('GET', `/cards/${id}/journal`);
          await expectSame('GET', `/cards/${id}/documents`);
          expect((await ask('GET', `/cards/${id}/history`)).status).toBe(gone.includes(id) ? 404 : 200);
        }
        for (const [one, other] of pairs([...shown.map((card) => card.id), ...gone])) {
          const address = `/paths?from=${one}&to=${other}&k=1`;
          const [narrow, whole] = await Promise.all([ask('GET', address), askTwin('GET', address)]);
          expect(narrow.status).toBe(whole.status);
          expect(narrow.body.paths?.[0]?.relations.length).toBe(whole.body.paths?.[0]?.relations.length);
        }
        await expectSame('GET', '/locations/tree');
        for (const room of some('Room')) await expectSame('GET', `/locations/${room.id}/items`);
        for (const q of ['Debian', 'PC-1', '10.0.0.9', 'room', '2024-01-15', 'b\\c', 'debain', 'Novi Sad']) {
          await expectSame('GET', `/search?q=${encodeURIComponent(q)}`);
          await expectSame('GET', `/classes/Computer/cards?query=${encodeURIComponent(q)}`);
        }
        for (const by of ['_class', 'Room.Code', 'Room']) {
          if (!namesHidden(given, [by])) await expectSame('GET', `/classes/Item/counts?by=${by}`);
        }
        await expectSame('GET', '/classes/Item/counts?by=_class');
        const of = ['Room', 'Room.Code', 'Status'].filter((name) => !namesHidden(given, [name]));
        await expectSame('GET', `/classes/Item/facets?of=${['_class', ...of].join()}&limit=200`);
        for (const id of [...gone, ...some('Computer').map((card) => card.id)]) {
          await expectSame('GET', `/classes/Item/cards/${id}/position?limit=3`);
        }
        const [own, other] = [await ask('GET', '/classes'), await askTwin('GET', '/classes')];
        const countsOf = (body: { items: { name: string; cards: number }[] }) =>
          body.items.map((each) => [each.name, each.cards]);
        expect(countsOf(own.body)).toEqual(countsOf(other.body));
        const csv = (body: unknown) => String(body).split('\n').length;
        const columns = 'columns=Code,ItemDependencies:directed.Code&sort=Code';
        const [file, whole] = await Promise.all([
          ask('GET', `/classes/Item/cards/export?format=csv&${columns}`),
          askTwin('GET', `/classes/Item/cards/export?format=csv&${columns}`),
        ]);
        expect(csv(file.body)).toBe(csv(whole.body));
        expect(file.body).toBe(whole.body);
      }),
      { numRuns: 6 },
    );
  }, 600_000);
});

function pairs(list: readonly string[]): [string, string][] {
  return list.slice(1).map((other, index) => [list[index] ?? '', other]);
}

describe('what is hidden', () => {
  const ofRoom = (code: string): Filter => ({ attribute: 'Room.Code', operator: 'equal', value: code });
  const find = (code: string): PlainCard => {
    const found = [...now.world.cards.values()].find((card) => card.attributes.Code === code);
    if (found === undefined) throw new Error(`no ${code}`);
    return found;
  };

  test('is in no version, difference or restored value, and its name is not known', async () => {
    sight = { rows: {}, hidden: { Computer: ['RAM'], Item: ['Room'] } };
    const { id } = find('PC-1');

    const card = await ask('GET', `/cards/${id}`);
    const history = await ask('GET', `/cards/${id}/history`);
    const from = encodeURIComponent(then.asOf ?? '');
    const to = encodeURIComponent(new Date().toISOString());
    const differences = await ask('GET', `/cards/${id}/differences?from=${from}&to=${to}`);
    const sorted = await ask('GET', '/classes/Computer/cards?sort=RAM');
    const named = await ask('GET', '/classes/Computer/attributes');

    for (const { status, body } of [card, history, differences]) {
      expect(status).toBe(200);
      expect(JSON.stringify(body)).not.toMatch(/"RAM"|"Room"|RoomItems/);
    }
    expect(sorted.status).toBe(400);
    expect(sorted.body.faults[0].message).toContain('"RAM" does not exist');
    expect(JSON.stringify(named.body)).not.toContain('RAM');
  });

  test('is neither changed nor retired nor named by guessing its id', async () => {
    sight = {
      rows: {
        Computer: { not: { or: [ofRoom('R0'), { attribute: 'Code', operator: 'equal', value: 'PC-1' }] } },
      },
      hidden: {},
    };
    const { id } = find('PC-1');
    const version = await requestsOf(cmdb, adminToken)('GET', `/cards/${id}`);
    const relation = await requestsOf(cmdb, adminToken)('GET', `/cards/${id}/relations`);
    const relationId = relation.body.items[0].relations[0].id;

    const statuses = [
      await ask('PATCH', `/cards/${id}`, { attributes: { OS: 'x' } }, '*'),
      await ask('DELETE', `/cards/${id}`, undefined, '*'),
      await ask('POST', `/cards/${id}/restore`, { changeId: version.body.changeId, reason: 'x' }, '*'),
      await ask('POST', `/cards/${id}/clone`, {}),
      await ask('POST', `/cards/${id}/journal`, { text: 'x' }),
      await ask('GET', `/cards/${id}/versions/${version.body.changeId}`),
      await ask('GET', `/relations/${relationId}`),
      await ask('DELETE', `/relations/${relationId}`),
    ].map(({ status }) => status);

    expect(statuses).toEqual([404, 404, 404, 404, 404, 404, 404, 404]);
    const after = await requestsOf(cmdb, adminToken)('GET', `/cards/${id}`);
    expect(after.body).toEqual(version.body);
  });

  test('leaves no whole feed of changes', async () => {
    sight = { rows: {}, hidden: { Computer: ['RAM'] } };

    expect((await ask('GET', '/changes')).status).toBe(403);
  });

  test('leaves nothing to see where nobody can tell what it is', async () => {
    sight = { rows: { Computer: { attribute: 'Gone', operator: 'isnull' } }, hidden: {} };

    const answer = await ask('GET', '/classes/Room/cards');

    expect(answer.status).toBe(403);
    expect(answer.body.detail).toContain('"Gone" does not exist');
  });
});
