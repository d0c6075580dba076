import { z } from 'zod';
import { cardSummarySchema, filterParameter, wordsParameter } from '../cards/cards.schema.ts';
import { cursorParameter, limitParameter, listOf } from '../platform/http/paging.ts';
import { defineRoute } from '../platform/http/route.ts';

const candidateSchema = z
  .object({
    card: cardSummarySchema,
    related: z.boolean().meta({ description: 'Whether it is related to `card` already' }),
    taken: z
      .object({
        relation: z.uuid(),
        by: cardSummarySchema.nullable().meta({ description: 'null: a card that the reader may not see' }),
      })
      .nullable()
      .meta({ description: 'The other card that holds it, where the domain lets one alone do so' }),
  })
  .meta({ id: 'Candidate' });

export const listCandidatesRoute = defineRoute({
  method: 'GET',
  path: '/domains/{domain}/candidates',
  summary: 'Cards that can stand at the far end of a domain, and which of them are taken',
  access: 'read',
  params: z.object({ domain: z.string() }),
  query: z.object({
    direction: z
      .enum(['directed', 'inverted'])
      .default('directed')
      .meta({ description: 'directed: targets for a source; inverted: sources for a target' }),
    card: z.uuid().optional().meta({ description: 'The card at the near end; what it holds is not taken' }),
    free: z
      .enum(['true', 'false'])
      .default('false')
      .transform((given) => given === 'true')
      .meta({ description: 'true: only what is not taken' }),
    query: wordsParameter,
    filter: filterParameter,
    limit: limitParameter,
    cursor: cursorParameter,
  }),
  responses: { 200: listOf(candidateSchema) },
  problems: [404],
});
