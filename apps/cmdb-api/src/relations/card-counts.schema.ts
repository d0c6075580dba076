import type { Filter } from '@popis/model';
import { z } from 'zod';
import { asOfParameter } from '../platform/http/paging.ts';
import { defineRoute } from '../platform/http/route.ts';
import type { CardCounts } from './card-counts.service.ts';

const cardCountsSchema = z
  .object({
    relations: z.array(
      z.object({
        domain: z.string(),
        direction: z
          .enum(['directed', 'inverted'])
          .meta({ description: 'directed: the card is the source of these relations' }),
        label: z.string(),
        count: z.int(),
        list: z
          .object({ class: z.string(), filter: z.unknown() })
          .meta({ description: 'The list of cards, of this class and by this filter, that has as many' }),
      }),
    ),
    documents: z.int(),
    notes: z.int(),
    changes: z.int().meta({ description: 'Changes in its history' }),
  })
  .meta({ id: 'CardCounts' });

export const getCardCountsRoute = defineRoute({
  method: 'GET',
  path: '/cards/{id}/counts',
  summary: 'How much there is about a card: relations by domain and direction, documents, notes, changes',
  access: 'read',
  params: z.object({ id: z.uuid() }),
  query: z.object({ asOf: asOfParameter }),
  responses: { 200: cardCountsSchema },
  problems: [404],
});

export function toCardCounts(cardId: string, counts: CardCounts): z.input<typeof cardCountsSchema> {
  const relations = counts.relations.map(({ farClass, ...count }) => {
    const direction = count.direction === 'directed' ? 'inverted' : 'directed';
    const filter: Filter = { relation: { domain: count.domain, direction, type: 'oneOf', cards: [cardId] } };
    return { ...count, list: { class: farClass, filter } };
  });
  return { ...counts, relations };
}
