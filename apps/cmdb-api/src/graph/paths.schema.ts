import { z } from 'zod';
import { cardSummarySchema } from '../cards/cards.schema.ts';
import { asOfParameter } from '../platform/http/paging.ts';
import { defineRoute } from '../platform/http/route.ts';
import { edgeSchema, namesParameter, toEdge } from './graph.schema.ts';
import type { Paths } from './paths.service.ts';

const pathsSchema = z
  .object({
    paths: z.array(
      z.object({
        length: z.int(),
        cards: z
          .array(cardSummarySchema)
          .meta({ description: 'One more than relations, both ends included' }),
        relations: z.array(edgeSchema).meta({ description: 'In the order of the path' }),
      }),
    ),
    complete: z
      .boolean()
      .meta({ description: 'false: the budget ended before everything within the bounds was looked at' }),
  })
  .meta({ id: 'Paths' });

export const getPathsRoute = defineRoute({
  method: 'GET',
  path: '/paths',
  summary: 'The shortest paths between two cards',
  description:
    'Relations are followed both ways. No path here is more than two relations longer than the shortest.',
  access: 'read',
  query: z.object({
    from: z.uuid(),
    to: z.uuid(),
    k: z.coerce.number().int().min(1).max(50).default(1).meta({ description: 'Most paths' }),
    longest: z.coerce
      .number()
      .int()
      .min(1)
      .max(16)
      .default(8)
      .meta({ description: 'Most relations of a path' }),
    domains: namesParameter.meta({ description: 'Follow these domains only, parted by commas' }),
    asOf: asOfParameter,
  }),
  responses: { 200: pathsSchema },
  problems: [404, 503],
});

export function toPaths({ paths, complete }: Paths): z.input<typeof pathsSchema> {
  const shown = paths.map(({ cards, relations }) => ({
    length: relations.length,
    cards,
    relations: relations.map(toEdge),
  }));
  return { paths: shown, complete };
}
