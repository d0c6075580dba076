import type { Graph, GraphNode, Truncated } from './graph.service.ts';
import type { Edge } from './neighbourhood.read-model.ts';

/** `unknown`: the other instant's graph was cut by its limit, so it may be there too. */
export const graphStates = ['same', 'added', 'gone', 'unknown'] as const;
export type GraphState = (typeof graphStates)[number];

/** What differs between a graph at two instants; each part as it was last, in the order of the later graph, then of the earlier. */
export interface GraphDifferences {
  nodes: (GraphNode & { state: GraphState })[];
  edges: (Edge & { state: GraphState })[];
  truncated: { from: Truncated | null; to: Truncated | null };
}

/** Sets two graphs against each other. A relation that ended and was made anew between the same cards is the same. */
export function compareGraphs(older: Graph, newer: Graph): GraphDifferences {
  const isCut = (graph: Graph) => graph.truncated !== null;
  const onlyNewer = isCut(older) ? 'unknown' : 'added';
  const onlyOlder = isCut(newer) ? 'unknown' : 'gone';
  const compare = <Part>(then: readonly Part[], later: readonly Part[], keyOf: (part: Part) => string) => {
    const [before, after] = [new Set(then.map(keyOf)), new Set(later.map(keyOf))];
    const state = (part: Part): GraphState => (before.has(keyOf(part)) ? 'same' : onlyNewer);
    return [
      ...later.map((part) => ({ ...part, state: state(part) })),
      ...then
        .filter((part) => !after.has(keyOf(part)))
        .map((part) => ({ ...part, state: onlyOlder as GraphState })),
    ];
  };
  return {
    nodes: compare(older.nodes, newer.nodes, ({ id }) => id),
    edges: compare(older.edges, newer.edges, ({ domain, source, target }) => `${domain} ${source} ${target}`),
    truncated: { from: older.truncated, to: newer.truncated },
  };
}
