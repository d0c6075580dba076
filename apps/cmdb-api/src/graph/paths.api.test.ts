import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { requestsOf } from '../../../../tests/cmdb/http.ts';
import {
  addGraphDomains,
  graphPlans,
  type KnownEdge,
  type KnownGraph,
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

interface PathsBody {
  paths: { length: number; cards: { id: string; code: string }[]; relations: KnownEdge[] }[];
  complete: boolean;
}

async function ask(graph: KnownGraph, from: string, to: string, more: string): Promise<PathsBody> {
  const asOf = graph.asOf === undefined ? '' : `&asOf=${graph.asOf}`;
  return (await call('GET', `/paths?from=${from}&to=${to}${asOf}${more}`)).body;
}

/** Ids of the relations of every path without a card twice, by trying them all. */
function tryAll(edges: readonly KnownEdge[], from: string, to: string, longest: number): string[] {
  const found: string[] = [];
  const walk = (card: string, visited: readonly string[], ids: readonly string[]) => {
    if (card === to) {
      found.push(ids.join());
      return;
    }
    if (ids.length === longest) return;
    for (const { id, source, target } of edges) {
      if (source !== card && target !== card) continue;
      const far = source === card ? target : source;
      if (!visited.includes(far)) walk(far, [...visited, far], [...ids, id]);
    }
  };
  walk(from, [from], []);
  return found;
}

describe('paths', () => {
  test('are those that trying all of them finds, the shortest first, now and in the past', async () => {
    const pairs = fc.array(fc.tuple(fc.nat(9), fc.nat(9)), { minLength: 3, maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(graphPlans(10), pairs, async (plan, asked) => {
        for (const graph of await writeGraph(cmdb, plan)) {
          for (const [one, other] of asked) {
            const from = graph.ids[one % graph.ids.length] ?? '';
            const to = graph.ids[other % graph.ids.length] ?? '';
            const shortest = searchDistances(graph.edges, from, 8, () => true).get(to);

            const { paths, complete } = await ask(graph, from, to, '&k=50&longest=8');

            const bound = shortest === undefined ? 0 : Math.min(8, shortest + 2);
            const all = shortest === undefined ? [] : tryAll(graph.edges, from, to, bound);
            const given = paths.map(({ relations }) => relations.map(({ id }) => id).join());
            expect(complete).toBe(true);
            expect(new Set(given).size).toBe(given.length);
            expect(given.filter((path) => !all.includes(path))).toEqual([]);
            expect(given).toHaveLength(Math.min(50, all.length));
            const lengths = paths.map(({ length }) => length);
            expect(lengths).toEqual([...lengths].sort((a, b) => a - b));
            expect(lengths[0]).toBe(shortest);
          }
        }
      }),
      { numRuns: 12, endOnFailure: true },
    );
  });

  test('name their cards in order, and stay in the wanted domains', async () => {
    const [, now] = await writeGraph(cmdb, {
      ...{ size: 4, ended: [], retired: [], second: [] },
      first: [
        [0, 1, 0],
        [2, 1, 0],
        [2, 3, 0],
        [0, 3, 2],
      ],
    });
    const [from = '', , , to = ''] = now.ids;

    const short = await ask(now, from, to, '');
    const long = await ask(now, from, to, '&domains=Feeds');
    const tooLong = await ask(now, from, to, '&domains=Feeds&longest=2');

    expect(short.paths.map(({ length }) => length)).toEqual([1]);
    expect(long.paths.map(({ cards }) => cards.map(({ code }) => code))).toEqual([
      ['N000000', 'N000001', 'N000002', 'N000003'],
    ]);
    expect(long.paths[0]?.relations[1]).toMatchObject({ source: now.ids[2], target: now.ids[1] });
    expect(tooLong).toEqual({ paths: [], complete: true });
  });

  test('to a card that is not there are not found', async () => {
    const [before] = await writeGraph(cmdb, { size: 2, first: [], ended: [], retired: [1], second: [] });
    const [from = '', to = ''] = before.ids;

    expect((await call('GET', `/paths?from=${from}&to=${to}`)).status).toBe(404);
    expect(await ask(before, from, to, '')).toEqual({ paths: [], complete: true });
  });
});
