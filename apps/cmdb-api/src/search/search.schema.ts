import { z } from 'zod';
import { cardSummarySchema } from '../cards/cards.schema.ts';
import { readCursor, writeCursor } from '../platform/http/paging.ts';
import { defineRoute } from '../platform/http/route.ts';
import { ranks } from './search.read-model.ts';
import { mostFound, type SearchHit, type SearchResult, type WantedSearch } from './search.service.ts';

const matchSchema = z
  .object({
    attribute: z.string().meta({ description: 'The attribute; of a document `name` or `description`' }),
    excerpt: z.string().meta({ description: 'The value, or the part of it around what was found' }),
    highlights: z
      .array(z.object({ start: z.number().int(), length: z.number().int() }))
      .meta({ description: 'What was found, in UTF-16 units of the excerpt' }),
  })
  .meta({ id: 'SearchMatch' });

const searchHitSchema = z
  .object({
    kind: z.enum(['card', 'document']),
    rank: z.enum(ranks).meta({
      description:
        'The query is a whole value, begins one, begins words of it, is part of words, or is nearly so',
    }),
    card: cardSummarySchema.meta({ description: 'The card, or the first card that the document hangs on' }),
    document: z.object({ id: z.uuid(), name: z.string() }).nullable(),
    match: matchSchema.nullable(),
  })
  .meta({ id: 'SearchHit' });

export const searchRoute = defineRoute({
  method: 'GET',
  path: '/search',
  summary: 'Search the values of all cards and the names of documents, best first',
  description:
    'Upper and lower case, diacritics and the Serbian alphabets count as the same. Finds what is active now. What is only similar is looked for when nothing else is found.',
  access: 'read',
  query: z.object({
    q: z.string().max(2_000).meta({ description: 'What to search for; the first eight words count' }),
    classes: z
      .string()
      .max(2_000)
      .default('')
      .transform((text) => text.split(',').filter((name) => name !== ''))
      .meta({ description: 'Classes parted by commas, descendants included; absent = all' }),
    limit: z.coerce
      .number()
      .int()
      .min(1)
      .max(100)
      .default(20)
      .meta({ description: 'Most items to answer with' }),
    cursor: z.string().max(200).optional().meta({ description: 'The `next` of the page before' }),
  }),
  responses: {
    200: z.object({
      items: z.array(searchHitSchema),
      total: z
        .number()
        .int()
        .meta({ description: `How many were found, ${mostFound} at most` }),
      complete: z.boolean().meta({ description: 'False where there may be more than `total`' }),
      next: z.string().nullable(),
    }),
  },
});

const cursorSchema = z.object({ offset: z.int().min(1).max(mostFound) });

/** @throws InvalidInputError when the cursor is none of ours */
export function toWantedSearch(query: {
  q: string;
  classes: string[];
  limit: number;
  cursor?: string | undefined;
}): WantedSearch {
  const { q, classes, limit, cursor } = query;
  return { q, classes, limit, offset: readCursor(cursorSchema, cursor)?.offset ?? 0 };
}

export function toSearchAnswer(
  { offset, limit }: WantedSearch,
  { hits, total, complete }: SearchResult,
): { items: SearchHit[]; total: number; complete: boolean; next: string | null } {
  const end = offset + limit;
  return { items: hits, total, complete, next: end < total ? writeCursor({ offset: end }) : null };
}
