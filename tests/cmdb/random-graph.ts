import fc from 'fast-check';
import type { TestCmdb } from './test-cmdb.ts';

/** A relation of a graph between cards by their place in it. */
type Pair = readonly [source: number, target: number, domain: number];

/** What a random graph is made of: how it began, and what a later change did to it. */
export interface GraphPlan {
  size: number;
  first: readonly Pair[];
  /** Places in `first` of relations that the second change ends. */
  ended: readonly number[];
  /** Places of cards that it retires. */
  retired: readonly number[];
  /** Relations that it begins. */
  second: readonly Pair[];
}

/** A relation as the tests know it, past the application. */
export interface KnownEdge {
  id: string;
  domain: string;
  source: string;
  target: string;
}

/** A graph at one of its two times. */
export interface KnownGraph {
  asOf: string | undefined;
  ids: readonly string[];
  edges: readonly KnownEdge[];
}

/** Domains between items: one carries failures from its source, one from its target, of one nobody has said it. */
export const graphDomains = ['Feeds', 'ItemDependencies', 'Touches'] as const;

/** Makes the domains that the seeded model lacks. Every second card of a graph is a computer, the others are devices. */
export async function addGraphDomains(cmdb: TestCmdb): Promise<void> {
  const ends = {
    source: 'Item',
    target: 'Item',
    cardinality: 'N:N',
    directLabel: 'to',
    inverseLabel: 'from',
  };
  await cmdb.call('POST', '/domains', { name: 'Feeds', impact: 'directed', ...ends });
  await cmdb.call('POST', '/domains', { name: 'Touches', ...ends });
}

/** Graphs of up to `size` cards: sparse and dense ones, with cycles and parts that hang together with nothing. */
export function graphPlans(size = 14): fc.Arbitrary<GraphPlan> {
  const place = fc.nat(size - 1);
  const pair = fc.tuple(place, place, fc.nat(graphDomains.length - 1));
  return fc.record({
    size: fc.constant(size),
    first: fc.array(pair, { maxLength: size * 2 }),
    ended: fc.array(fc.nat(size), { maxLength: 4 }),
    retired: fc.array(place, { maxLength: 2 }),
    second: fc.array(pair, { maxLength: size }),
  });
}

/** Writes a graph in two changes; gives it as it was after the first and as it is. */
export async function writeGraph(
  cmdb: TestCmdb,
  plan: GraphPlan,
): Promise<[before: KnownGraph, now: KnownGraph]> {
  await cmdb.clear();
  const create = Array.from({ length: plan.size }, (_, place) => ({
    class: place % 2 === 0 ? 'NetworkDevice' : 'Computer',
    attributes: { Code: `N${String(place).padStart(6, '0')}` },
  }));
  const { created } = await cmdb.edit({ create });
  await cmdb.edit({ relate: toRelate(created, plan.first) });
  const [times] = await cmdb.query<{ at: Date }>('SELECT max(at) AS at FROM change');
  const before = await readEdges(cmdb);

  const retired = [...new Set(plan.retired)].map((place) => created[place] ?? '');
  const isGone = (id: string) => retired.includes(id);
  const unrelate = [...new Set(plan.ended)].flatMap((place) => before[place] ?? []);
  await cmdb.edit({
    retire: retired.map((id) => ({ id })),
    unrelate: unrelate
      .filter(({ source, target }) => !isGone(source) && !isGone(target))
      .map(({ id }) => ({ id })),
    relate: toRelate(created, plan.second).filter(({ source, target }) => !isGone(source) && !isGone(target)),
  });
  return [
    { asOf: times?.at.toISOString(), ids: created, edges: before },
    { asOf: undefined, ids: created.filter((id) => !isGone(id)), edges: await readEdges(cmdb) },
  ];
}

function toRelate(ids: readonly string[], pairs: readonly Pair[]) {
  // A card is never related to itself.
  const wanted = new Map(
    pairs.filter(([source, target]) => source !== target).map((pair) => [pair.join(), pair]),
  );
  return [...wanted.values()].map(([source, target, domain]) => ({
    domain: graphDomains[domain] ?? '',
    source: ids[source] ?? '',
    target: ids[target] ?? '',
  }));
}

function readEdges(cmdb: TestCmdb): Promise<KnownEdge[]> {
  return cmdb.query<KnownEdge>(
    `SELECT relation.id, domain.name AS domain, relation.source_id AS source, relation.target_id AS target
     FROM relation JOIN domain ON domain.id = relation.domain_id ORDER BY relation.id`,
  );
}

/** Which way a search may walk an edge, from its source and from its target. */
export type Follows = (edge: KnownEdge, from: 'source' | 'target') => boolean;

/** Distances from a card, by the plainest breadth-first search there is. */
export function searchDistances(
  edges: readonly KnownEdge[],
  root: string,
  depth: number,
  follows: Follows,
): Map<string, number> {
  const distances = new Map([[root, 0]]);
  let frontier = [root];
  for (let level = 1; level <= depth; level += 1) {
    const next: string[] = [];
    for (const near of frontier) {
      for (const edge of edges) {
        const reached: string[] = [];
        if (edge.source === near && follows(edge, 'source')) reached.push(edge.target);
        if (edge.target === near && follows(edge, 'target')) reached.push(edge.source);
        for (const far of reached) {
          if (distances.has(far)) continue;
          distances.set(far, level);
          next.push(far);
        }
      }
    }
    frontier = next;
  }
  return distances;
}
