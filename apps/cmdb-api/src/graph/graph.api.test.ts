import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { requestsOf } from '../../../../tests/cmdb/http.ts';
import {
  addGraphDomains,
  type GraphPlan,
  graphDomains,
  graphPlans,
  type KnownGraph,
  searchDistances,
  writeGraph,
} from '../../../../tests/cmdb/random-graph.ts';
import { adminToken, startTestCmdb, type TestCmdb } from '../../../../tests/cmdb/test-cmdb.ts';
import { readBounded } from './bounded-read.read-model.ts';

let cmdb: TestCmdb;
let call: ReturnType<typeof requestsOf>;

beforeAll(async () => {
  cmdb = await startTestCmdb();
  call = requestsOf(cmdb, adminToken);
  await addGraphDomains(cmdb);
});
afterAll(() => cmdb.stop());
beforeEach(() => cmdb.clear());

interface GraphBody {
  nodes: {
    id: string;
    code: string;
    depth: number;
    beyond: { domain: string; direction: string; count: number }[];
  }[];
  edges: { id: string; domain: string; source: string; target: string }[];
  truncated: { nodes: number; edges: number; exact: boolean } | null;
}

interface StatedPart {
  id: string;
  domain: string;
  source: string;
  target: string;
  state: string;
}

interface Question {
  root: number;
  /** More cards to begin at. */
  others: number[];
  depth: number;
  direction: 'directed' | 'inverted' | 'both';
  domains: readonly string[];
}

const questions: fc.Arbitrary<Question> = fc.record({
  root: fc.nat(13),
  others: fc.array(fc.nat(13), { maxLength: 2 }),
  depth: fc.nat(5),
  direction: fc.constantFrom('directed', 'inverted', 'both'),
  domains: fc.subarray([...graphDomains], { minLength: 1 }),
});

async function ask(graph: KnownGraph, question: Question, more = ''): Promise<GraphBody> {
  const root = graph.ids[question.root % graph.ids.length];
  const asOf = graph.asOf === undefined ? '' : `&asOf=${graph.asOf}`;
  const others = question.others.map((index) => graph.ids[index % graph.ids.length]);
  const { body } = await call(
    'GET',
    `/cards/${root}/graph?depth=${question.depth}&direction=${question.direction}&domains=${question.domains}&with=${others}${asOf}${more}`,
  );
  return body;
}

/** The same, worked out in memory. */
function answer({ ids, edges }: KnownGraph, { root, others, depth, direction, domains }: Question) {
  const walked = edges.filter((edge) => domains.includes(edge.domain));
  const distances = new Map<string, number>();
  for (const start of [root, ...others]) {
    const own = searchDistances(walked, ids[start % ids.length] ?? '', depth, (_edge, from) =>
      direction === 'both' ? true : (from === 'source') === (direction === 'directed'),
    );
    for (const [id, distance] of own) distances.set(id, Math.min(distance, distances.get(id) ?? distance));
  }
  const isShown = (id: string) => distances.has(id);
  const among = walked.filter(({ source, target }) => isShown(source) && isShown(target)).map(({ id }) => id);
  const beyond = edges.filter(({ source, target }) => isShown(source) !== isShown(target)).length;
  return { distances, among: among.sort(), beyond };
}

async function compare(plan: GraphPlan, asked: readonly Question[]): Promise<void> {
  for (const graph of await writeGraph(cmdb, plan)) {
    for (const question of asked) {
      const body = await ask(graph, question);

      const expected = answer(graph, question);
      expect(new Map(body.nodes.map(({ id, depth }) => [id, depth]))).toEqual(expected.distances);
      expect(body.edges.map(({ id }) => id).sort()).toEqual(expected.among);
      const counted = body.nodes.flatMap(({ beyond }) => beyond.map(({ count }) => count));
      expect(counted.reduce((sum, count) => sum + count, 0)).toBe(expected.beyond);
      expect(body.truncated).toBeNull();
    }
  }
}

describe('the graph around a card', () => {
  test('is what a search in memory finds, now and in the past', async () => {
    await fc.assert(
      fc.asyncProperty(graphPlans(), fc.array(questions, { minLength: 3, maxLength: 8 }), compare),
      { numRuns: 15 },
    );
  });

  test('counts by domain and direction what would come next', async () => {
    const [, now] = await writeGraph(cmdb, {
      ...{ size: 6, ended: [], retired: [], second: [] },
      first: [
        [0, 1, 0],
        [1, 2, 0],
        [1, 3, 0],
        [4, 1, 1],
        [1, 5, 2],
      ],
    });

    const body = await ask(now, { root: 0, others: [], depth: 1, direction: 'both', domains: graphDomains });

    expect(body.nodes.map(({ code, beyond }) => ({ code, beyond }))).toMatchObject([
      { code: 'N000000', beyond: [] },
      {
        code: 'N000001',
        beyond: expect.arrayContaining([
          expect.objectContaining({ domain: 'Feeds', direction: 'directed', count: 2 }),
          expect.objectContaining({ domain: 'ItemDependencies', direction: 'inverted', count: 1 }),
          expect.objectContaining({ domain: 'Touches', direction: 'directed', count: 1 }),
        ]),
      },
    ]);
    expect(body.nodes[1]?.beyond).toHaveLength(3);
  });

  test('reaches cards of the wanted classes only, and does not walk through others', async () => {
    const [, now] = await writeGraph(cmdb, {
      ...{ size: 5, ended: [], retired: [], second: [] },
      first: [
        [0, 2, 0],
        [0, 1, 0],
        [1, 4, 0],
      ],
    });

    const body = await ask(
      now,
      { root: 0, others: [], depth: 3, direction: 'both', domains: ['Feeds'] },
      '&classes=NetworkDevice',
    );

    expect(body.nodes.map(({ code }) => code)).toEqual(['N000000', 'N000002']);
    expect(body.nodes[0]?.beyond).toMatchObject([{ domain: 'Feeds', direction: 'directed', count: 1 }]);
  });

  test('says how much its budget left out, and whether there may be more', async () => {
    const star = Array.from({ length: 20 }, (_, place) => [0, place + 1, 0] as const);
    const plan = { size: 22, first: [...star, [20, 21, 0] as const], ended: [], retired: [], second: [] };
    const [, now] = await writeGraph(cmdb, plan);
    const question = { root: 0, others: [], direction: 'both' as const, domains: ['Feeds'] };

    const near = await ask(now, { ...question, depth: 1 }, '&limit=6');
    const again = await ask(now, { ...question, depth: 1 }, '&limit=6');
    const far = await ask(now, { ...question, depth: 2 }, '&limit=6');
    const alone = await ask(now, { ...question, depth: 1 }, '&limit=1');
    const whole = await ask(now, { ...question, depth: 2 }, '&limit=22');

    const kept = near.nodes.map(({ code }) => code);
    expect(kept).toHaveLength(6);
    expect(kept).toEqual([...new Set(kept)].sort());
    expect(kept[0]).toBe('N000000');
    expect(again.nodes).toEqual(near.nodes);
    expect(near.truncated).toEqual({ reason: 'limit', nodes: 15, edges: 0, exact: true });
    expect(near.nodes[0]?.beyond).toMatchObject([{ domain: 'Feeds', direction: 'directed', count: 15 }]);
    expect(far.truncated).toMatchObject({ nodes: 15, exact: false });
    expect(alone.truncated).toMatchObject({ nodes: 20, exact: true });
    expect([whole.nodes.length, whole.truncated]).toEqual([22, null]);
  });

  test('leaves a crowd uncounted by name, says how large it is and of which classes', async () => {
    const room = await cmdb.edit({ create: [{ class: 'Room', attributes: { Code: 'R' } }] });
    const items = ['Computer', 'Computer', 'Computer', 'Printer'].map((name, index) => ({
      class: name,
      attributes: { Code: `I-${index}`, Room: room.created[0] ?? '' },
    }));
    await cmdb.edit({ create: items });
    const around = async (collapse: string) =>
      (await call('GET', `/cards/${room.created[0]}/graph?${collapse}`)).body as GraphBody;

    const crowd = await around('collapse=3');
    const whole = await around('collapse=4');

    expect(crowd.nodes).toHaveLength(1);
    expect(crowd.nodes[0]?.beyond).toEqual([
      { domain: 'RoomItems', direction: 'directed', count: 4, classes: { Computer: 3, Printer: 1 } },
    ]);
    expect(crowd.truncated).toBeNull();
    expect(whole.nodes).toHaveLength(5);
    const filter = { relation: { domain: 'RoomItems', type: 'oneOf', cards: room.created } };
    const opened = await call('GET', `/classes/Item/cards?limit=3&filter=${JSON.stringify(filter)}`);
    expect([opened.body.total, opened.body.items.length]).toEqual([4, 3]);
  });

  test('says what came and went between two instants, as the two graphs say it', async () => {
    const keysOf = (graph: GraphBody) => ({
      nodes: graph.nodes.map(({ id }) => id),
      edges: graph.edges.map(({ domain, source, target }) => `${domain} ${source} ${target}`),
    });
    const compareStates = async (plan: GraphPlan, question: Question) => {
      const [then, later] = await writeGraph(cmdb, plan);
      const root = then.ids[question.root % then.ids.length] ?? '';
      const at = later.ids.indexOf(root);
      const nothing: GraphBody = { nodes: [], edges: [], truncated: null };
      const before = keysOf(await ask(then, question));
      const after = keysOf(at === -1 ? nothing : await ask(later, { ...question, root: at }));
      const { depth, direction, domains } = question;
      const { status, body } = await call(
        'GET',
        `/cards/${root}/graph/differences?from=${then.asOf}&depth=${depth}&direction=${direction}&domains=${domains}`,
      );
      expect(status, JSON.stringify(body)).toBe(200);
      const stateOf = (key: string, kind: 'nodes' | 'edges') => {
        if (before[kind].includes(key)) return after[kind].includes(key) ? 'same' : 'gone';
        return 'added';
      };
      for (const kind of ['nodes', 'edges'] as const) {
        const found: [string, string][] = body[kind].map((part: StatedPart) => [
          kind === 'nodes' ? part.id : `${part.domain} ${part.source} ${part.target}`,
          part.state,
        ]);
        const all = [...new Set([...before[kind], ...after[kind]])];
        const expected = all.map((key) => [key, stateOf(key, kind)]);
        expect(found.sort()).toEqual(expected.sort());
      }
    };
    const asked = questions.map((question) => ({ ...question, others: [] }));
    await fc.assert(fc.asyncProperty(graphPlans(), asked, compareStates), { numRuns: 15 });
  });

  test('does not call gone what a limit may have cut', async () => {
    const room = await cmdb.edit({ create: [{ class: 'Room', attributes: { Code: 'R' } }] });
    const [root = ''] = room.created;
    const made = await cmdb.edit({
      create: [1, 2].map((index) => ({ class: 'Computer', attributes: { Code: `C-${index}`, Room: root } })),
    });
    await new Promise((resolve) => setTimeout(resolve, 5));
    const from = new Date().toISOString();
    await new Promise((resolve) => setTimeout(resolve, 5));
    await cmdb.edit({ retire: [{ id: made.created[0] ?? '' }] });

    const whole = await call('GET', `/cards/${root}/graph/differences?from=${from}`);
    const cut = await call('GET', `/cards/${root}/graph/differences?from=${from}&limit=2`);
    const early = await call(
      'GET',
      `/cards/${root}/graph/differences?from=2020-01-01T00:00:00Z&to=2020-01-02T00:00:00Z`,
    );
    const states = (body: { nodes: StatedPart[] }) => body.nodes.map(({ state }) => state).sort();

    expect(states(whole.body)).toEqual(['gone', 'same', 'same']);
    expect(whole.body.truncated).toEqual({ from: null, to: null });
    expect(cut.body.truncated.from).toMatchObject({ nodes: 1 });
    expect(states(cut.body)).not.toContain('added');
    expect(early.status).toBe(404);
  });

  test('of what is not there is not found', async () => {
    const [before, now] = await writeGraph(cmdb, {
      ...{ size: 2, first: [], ended: [], second: [] },
      retired: [1],
    });
    const [root, retired] = before.ids;

    expect((await call('GET', `/cards/${retired}/graph`)).status).toBe(404);
    expect((await call('GET', `/cards/${retired}/graph?asOf=${before.asOf}`)).status).toBe(200);
    expect((await call('GET', `/cards/${root}/graph?asOf=2020-01-01T00:00:00Z`)).status).toBe(404);
    expect((await call('GET', `/cards/${root}/graph?domains=Nix`)).status).toBe(404);
    expect((await call('GET', `/cards/${root}/graph?classes=Nix`)).status).toBe(404);
    expect((await call('GET', `/cards/${now.ids[0]}/graph?depth=11`)).status).toBe(400);
    const missing = await call('GET', `/cards/${root}/graph?with=${retired}`);
    expect([missing.status, missing.body.detail]).toEqual([404, expect.stringContaining(String(retired))]);
    const full = await call('GET', `/cards/${root}/graph?with=${retired}&limit=1`);
    expect([full.status, full.body.faults[0].path]).toEqual([400, 'query.limit']);
    expect((await call('GET', `/cards/${root}/graph?with=a,b`)).body.faults[0].path).toContain('query.with');
  });

  test('is given up, with an answer that says so, when the database takes too long', async () => {
    const slow = readBounded(cmdb.app.database, (tx) => tx.query('SELECT pg_sleep(5)'), 50);

    await expect(slow).rejects.toMatchObject({
      name: 'UnavailableError',
      message: expect.stringContaining('longer than 50 ms'),
    });
  });
});
