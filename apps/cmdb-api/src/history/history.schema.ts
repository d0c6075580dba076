import { z } from 'zod';
import { cardSummarySchema } from '../cards/cards.schema.ts';
import { cursorParameter, limitParameter, listOf } from '../platform/http/paging.ts';
import { defineRoute } from '../platform/http/route.ts';
import type { HistoryItem } from './history-items.ts';

const itemSchema = z
  .object({
    at: z.iso.datetime(),
    action: z.enum(['created', 'restored', 'updated', 'retired', 'related', 'unrelated']),
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
  })
  .meta({ id: 'HistoryItem' });

export const getHistoryRoute = defineRoute({
  method: 'GET',
  path: '/cards/{id}/history',
  summary: 'What happened to a card and its relations, the newest first',
  description: '`limit` and `total` count changes; one change can make several items.',
  access: 'read',
  params: z.object({ id: z.uuid() }),
  query: z.object({ limit: limitParameter, cursor: cursorParameter }),
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
