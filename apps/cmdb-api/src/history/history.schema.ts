import { z } from 'zod';
import { cardSummarySchema } from '../cards/cards.schema.ts';
import { asOfParameter, cursorParameter, limitParameter, listOf } from '../platform/http/paging.ts';
import { defineRoute } from '../platform/http/route.ts';
import { type HistoryItem, historyActions } from './history-items.ts';

const itemSchema = z
  .object({
    at: z.iso.datetime(),
    action: z.enum(historyActions).meta({
      description:
        'Of the card itself; of a relation: related, changed, unrelated; of a document: attached, versioned, detached; of a note: noted, struck',
    }),
    change: z.object({
      id: z.uuid(),
      actor: z.string(),
      source: z.string(),
      runId: z.uuid().nullable(),
      reason: z.string().nullable(),
    }),
    differences: z.array(z.object({ attribute: z.string(), old: z.unknown(), new: z.unknown() })),
    removed: z.boolean().optional().meta({
      description: 'The version before was removed by retention: what differed is not known any more',
    }),
    relation: z
      .object({ id: z.uuid(), domain: z.string(), label: z.string(), card: cardSummarySchema })
      .optional(),
    document: z
      .object({ id: z.uuid(), name: z.string(), version: z.int() })
      .optional()
      .meta({ description: 'Its name, and the newest version at that moment' }),
    note: z.object({ id: z.uuid(), text: z.string() }).optional(),
  })
  .meta({ id: 'HistoryItem' });

export const getHistoryRoute = defineRoute({
  method: 'GET',
  path: '/cards/{id}/history',
  summary: 'What happened to a card, its relations, documents and journal, the newest first',
  description: '`limit` and `total` count changes; one change can make several items.',
  access: 'read',
  params: z.object({ id: z.uuid() }),
  query: z.object({ limit: limitParameter, cursor: cursorParameter, asOf: asOfParameter }),
  responses: {
    200: listOf(itemSchema).extend({
      keptFrom: z.iso
        .datetime()
        .nullable()
        .meta({ description: 'Versions that ended before are removed by retention; null = none are' }),
    }),
  },
  problems: [404],
});

export function toHistoryItem(item: HistoryItem): z.input<typeof itemSchema> {
  return { ...item, at: item.at.toISOString() };
}
