import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { requestsOf } from '../../../../tests/cmdb/http.ts';
import {
  addGraphDomains,
  graphPlans,
  type KnownEdge,
  searchDistances,
  writeGraph,
} from '../../../../tests/cmdb/random-graph.ts';
import { adminToken, startTestCmdb, type TestCmdb } from '../../../../tests/cmdb/test-cmdb.ts';

let cmdb: TestCmdb;
let call: ReturnType<typeof requestsOf>;

beforeAll(async () => {
  cmdb = await startTestCmdb();
  call = requestsOf(cmdb, adminToken);
  await addGraphDomains(cmdb);
});
afterAll(() => cmdb.stop());
beforeEach(() => cmdb.clear());

interface Summary {
  id: string;
  code: string;
}

interface ImpactBody {
  hits: {
    card: Summary;
    distance: number;
    carries: number;
    path: { relation: KnownEdge; card: Summary }[];
  }[];
  truncated: { nodes: number; exact: boolean } | null;
  unknown: { relations: { relation: KnownEdge; card: Summary }[]; more: boolean };
  concerned: Record<'people' | 'sectors' | 'contracts' | 'licences', { card: Summary }[]> & {
    documents: { name: string; cardId: string }[];
  };
}

async function ask(card: string | undefined, query = ''): Promise<ImpactBody> {
  return (await call('GET', `/cards/${card}/impact?${query}`)).body;
}

/** `Feeds` carries a failure from its source, `ItemDependencies` from its target, `Touches` nobody knows. */
function carries(direction: string): (edge: KnownEdge, from: 'source' | 'target') => boolean {
  return (edge, from) => {
    if (edge.domain === 'Touches') return false;
    return (edge.domain === 'Feeds') === (from === 'source')
      ? direction === 'affects'
      : direction !== 'affects';
  };
}

describe('impact', () => {
  test('is what a search in memory finds, each hit with a shortest path, now and in the past', async () => {
    const questions = fc.array(
      fc.tuple(fc.nat(13), fc.constantFrom('affects', 'affectedBy'), fc.integer({ min: 1, max: 5 })),
      {
        minLength: 3,
        maxLength: 6,
      },
    );
    await fc.assert(
      fc.asyncProperty(graphPlans(), questions, async (plan, asked) => {
        for (const { ids, edges, asOf } of await writeGraph(cmdb, plan)) {
          for (const [place, direction, depth] of asked) {
            const root = ids[place % ids.length] ?? '';
            const follows = carries(direction);

            const at = asOf === undefined ? '' : `&asOf=${asOf}`;
            const body = await ask(root, `direction=${direction}&depth=${depth}${at}`);

            const distances = searchDistances(edges, root, depth, follows);
            const given = new Map([
              [root, 0],
              ...body.hits.map((hit) => [hit.card.id, hit.distance] as const),
            ]);
            expect(given).toEqual(distances);
            for (const { card, distance, path } of body.hits) {
              expect(path).toHaveLength(distance);
              let near = root;
              for (const step of path) {
                const edge = edges.find(({ id }) => id === step.relation.id);
                expect(edge && follows(edge, edge.source === near ? 'source' : 'target')).toBe(true);
                expect([edge?.source, edge?.target]).toContain(near);
                near = step.card.id;
              }
              expect(near).toBe(card.id);
            }
            const unknown = edges.filter(
              ({ domain, source, target }) =>
                domain === 'Touches' && (distances.has(source) || distances.has(target)),
            );
            expect(body.unknown.relations.map(({ relation }) => relation.id).sort()).toEqual(
              unknown.map(({ id }) => id).sort(),
            );
          }
        }
      }),
      { numRuns: 12, endOnFailure: true },
    );
  });

  test('ranks the nearest first, then what carries most, and says what it left out', async () => {
    const [, now] = await writeGraph(cmdb, {
      ...{ size: 6, ended: [], retired: [], second: [] },
      first: [
        [0, 1, 0],
        [0, 2, 0],
        [2, 3, 0],
        [2, 4, 0],
      ],
    });

    const whole = await ask(now.ids[0]);
    const two = await ask(now.ids[0], 'limit=2');
    const one = await ask(now.ids[0], 'limit=1&depth=1');

    expect(whole.hits.map(({ card, carries: carried }) => [card.code, carried])).toEqual([
      ['N000002', 2],
      ['N000001', 0],
      ['N000003', 0],
      ['N000004', 0],
    ]);
    expect(whole.truncated).toBeNull();
    expect([two.hits.length, two.truncated]).toEqual([2, { nodes: 2, exact: false }]);
    expect([one.hits.length, one.truncated]).toEqual([1, { nodes: 1, exact: true }]);
  });

  test('names the people and sectors touched, and the contracts, licences and documents concerned', async () => {
    const attributes = (Code: string) => ({ Code });
    const { created } = await cmdb.edit({
      create: [
        { class: 'NetworkDevice', attributes: attributes('SW') },
        { class: 'Computer', attributes: attributes('SRV') },
        { class: 'Employee', attributes: attributes('E1') },
        { class: 'Sector', attributes: attributes('IT') },
        { class: 'Contract', attributes: attributes('C1') },
        { class: 'Licence', attributes: attributes('L1') },
        { class: 'Employee', attributes: attributes('E2') },
      ],
    });
    const [device = '', server = '', employee = '', sector = '', contract = '', licence = ''] = created;
    await cmdb.edit({
      relate: [
        { domain: 'NetworkDeviceItems', source: device, target: server },
        { domain: 'ItemResponsible', source: server, target: employee },
        { domain: 'SectorEmployees', source: sector, target: employee },
        { domain: 'ContractItems', source: contract, target: server },
        { domain: 'LicenceItems', source: licence, target: server },
      ],
    });
    const [{ id: changeId } = { id: '' }] = await cmdb.query<{ id: string }>('SELECT id FROM change LIMIT 1');
    await cmdb.query(
      `WITH made AS (INSERT INTO document (id, name, valid_from, change_id) VALUES (uuidv7(), 'c1.pdf', now(), $2) RETURNING *)
       INSERT INTO document_link (id, document_id, name, card_id, valid_from, change_id)
       SELECT uuidv7(), made.id, made.name, $1, now(), $2 FROM made`,
      [contract, changeId],
    );

    const affected = await ask(device);
    const causes = await ask(server, 'direction=affectedBy');

    const codes = (list: { card: Summary }[]) => list.map(({ card }) => card.code);
    expect(codes(affected.hits)).toEqual(['SRV']);
    const { people, sectors, contracts, licences, documents } = affected.concerned;
    expect([people, sectors, contracts, licences].map(codes)).toEqual([['E1'], ['IT'], ['C1'], ['L1']]);
    expect(documents).toMatchObject([{ name: 'c1.pdf', cardId: contract }]);
    expect(codes(causes.hits)).toEqual(['C1', 'L1', 'SW']);
  });

  test('of a card that is not there is not found', async () => {
    expect((await call('GET', '/cards/01970000-0000-7000-8000-000000000000/impact')).status).toBe(404);
  });
});
