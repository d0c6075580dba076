import { z } from 'zod';
import { cardSummarySchema } from '../cards/cards.schema.ts';
import { asOfParameter } from '../platform/http/paging.ts';
import { defineRoute } from '../platform/http/route.ts';
import { type GraphDifferences, graphStates } from './compare-graphs.ts';
import type { Graph } from './graph.service.ts';
import type { WalkedRelation } from './walk.read-model.ts';

/** Names parted by commas. */
export const namesParameter = z
  .string()
  .max(4_000)
  .transform((given) => given.split(',').filter((name) => name !== ''))
  .optional();

/** More cards to begin at. */
export const withParameter = z
  .string()
  .max(4_000)
  .default('')
  .transform((given) => given.split(',').filter((id) => id !== ''))
  .pipe(z.array(z.uuid('must be ids of cards, parted by commas')).max(100))
  .meta({ description: 'More cards to begin at, by id, parted by commas, at most 100' });

/** A card and those it goes with, each once. */
export function withFirst(id: string, others: readonly string[]): string[] {
  return [...new Set([id, ...others])];
}

const directionSchema = z.enum(['directed', 'inverted']);

/** A relation between two cards of the answer, read from its source. */
export const edgeSchema = z
  .object({
    id: z.uuid(),
    domain: z.string(),
    source: z.uuid(),
    target: z.uuid(),
    validFrom: z.iso.datetime(),
  })
  .meta({ id: 'GraphEdge' });

const nodeSchema = cardSummarySchema
  .extend({
    depth: z
      .int()
      .meta({ description: 'Least number of relations from the nearest card that was asked for' }),
    beyond: z
      .array(
        z.object({
          domain: z.string(),
          direction: directionSchema,
          count: z.int(),
          classes: z.record(z.string(), z.int()).meta({ description: 'The same by class' }),
        }),
      )
      .meta({ description: 'Relations that lead from here to cards that are not shown' }),
  })
  .meta({ id: 'GraphNode' });

const graphSchema = z
  .object({
    nodes: z.array(nodeSchema).meta({ description: 'The nearest first' }),
    edges: z.array(edgeSchema).meta({ description: 'Every relation of these domains between two nodes' }),
    truncated: z
      .object({
        reason: z.enum(['limit']),
        nodes: z.int().meta({ description: 'Cards left out' }),
        edges: z.int().meta({ description: 'Relations between shown nodes left out' }),
        exact: z.boolean().meta({ description: 'false: there may be more cards behind those left out' }),
      })
      .nullable(),
  })
  .meta({ id: 'Graph' });

const graphParameters = {
  with: withParameter,
  depth: z.coerce.number().int().min(0).max(10).default(1),
  domains: namesParameter.meta({ description: 'Follow these domains only, parted by commas' }),
  direction: z
    .enum(['directed', 'inverted', 'both'])
    .default('both')
    .meta({ description: 'directed: from sources to targets only' }),
  classes: namesParameter.meta({
    description: 'Reach cards of these classes (and their descendants) only, parted by commas',
  }),
  limit: z.coerce.number().int().min(1).max(10_000).default(500).meta({ description: 'Most nodes' }),
  collapse: z.coerce.number().int().min(1).optional().meta({
    description:
      'Where a card has more relations of one domain and direction, they are only counted in `beyond`',
  }),
};

/** Tells it when the cards to begin at are more than may be shown. */
function checkRoom(
  { with: others, limit }: { with: string[]; limit: number },
  context: z.RefinementCtx,
): void {
  if (others.length < limit) return;
  context.addIssue({ code: 'custom', path: ['limit'], message: 'has no room for the cards to begin at' });
}

export const getGraphRoute = defineRoute({
  method: 'GET',
  path: '/cards/{id}/graph',
  summary: 'The cards around a card or several, and what lies beyond them',
  access: 'read',
  params: z.object({ id: z.uuid() }),
  query: z.object({ ...graphParameters, asOf: asOfParameter }).superRefine(checkRoom),
  responses: { 200: graphSchema },
  problems: [404, 503],
});

const stateSchema = z.enum(graphStates).meta({
  description:
    'In both graphs, only in the later, only in the earlier; unknown: the graph of the other instant was cut by its limit',
});

const graphDifferencesSchema = z
  .object({
    nodes: z.array(nodeSchema.extend({ state: stateSchema }).meta({ id: 'ComparedGraphNode' })),
    edges: z.array(edgeSchema.extend({ state: stateSchema }).meta({ id: 'ComparedGraphEdge' })),
    truncated: z.object({ from: graphSchema.shape.truncated, to: graphSchema.shape.truncated }),
  })
  .meta({ id: 'GraphDifferences' });

export const getGraphDifferencesRoute = defineRoute({
  method: 'GET',
  path: '/cards/{id}/graph/differences',
  summary: 'What differs between the graph around cards at two instants',
  access: 'read',
  params: z.object({ id: z.uuid() }),
  query: z
    .object({
      ...graphParameters,
      from: asOfParameter.unwrap().meta({ description: 'The earlier instant' }),
      to: asOfParameter.meta({ description: 'The later instant; absent = now' }),
    })
    .superRefine(checkRoom),
  responses: { 200: graphDifferencesSchema },
  problems: [404, 503],
});

export function toGraphDifferences(found: GraphDifferences): z.input<typeof graphDifferencesSchema> {
  const edges = found.edges.map((edge) => ({ ...edge, validFrom: edge.validFrom.toISOString() }));
  return { ...found, edges };
}

export function toGraph(graph: Graph): z.input<typeof graphSchema> {
  const edges = graph.edges.map((edge) => ({ ...edge, validFrom: edge.validFrom.toISOString() }));
  return { ...graph, edges };
}

/** A relation from its source to its target, whichever way it was walked. */
export function toEdge(relation: WalkedRelation): z.input<typeof edgeSchema> {
  const { id, domain, direction, near, far } = relation;
  const [source, target] = direction === 'directed' ? [near, far] : [far, near];
  return { id, domain, source, target, validFrom: relation.validFrom.toISOString() };
}
