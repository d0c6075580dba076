import { z } from 'zod';
import { asOfParameter } from '../platform/http/paging.ts';
import { defineRoute } from '../platform/http/route.ts';
import { filterParameter, splitNames, wordsParameter } from './cards.schema.ts';
import type { Groups } from './group-counts.read-model.ts';

const groupSchema = z
  .object({
    values: z.record(z.string(), z.unknown()).meta({
      description: 'Each name of `by` → value; a reference is a CardSummary, what has no value is null',
    }),
    count: z.int(),
  })
  .meta({ id: 'CardGroup' });

export const countCardsRoute = defineRoute({
  method: 'GET',
  path: '/classes/{class}/counts',
  summary: 'Count cards of a class and its descendants, grouped by values',
  access: 'read',
  params: z.object({ class: z.string() }),
  query: z.object({
    by: z.string().max(1_000).default('').transform(splitNames).meta({
      description:
        'Attributes or paths to them, parted by commas, at most five; `_class` is the class. Without it: one group',
    }),
    filter: filterParameter,
    query: wordsParameter,
    limit: z.coerce.number().int().min(1).max(1_000).default(100).meta({ description: 'Most groups' }),
    asOf: asOfParameter,
  }),
  responses: {
    200: z.object({
      items: z.array(groupSchema).meta({ description: 'The largest groups' }),
      total: z.int().meta({ description: 'How many groups there are' }),
      cards: z.int().meta({ description: 'How many cards are in all of them' }),
    }),
  },
  problems: [404],
});

const facetSchema = z
  .object({
    name: z.string(),
    values: z.array(
      z.object({
        value: z.unknown().meta({ description: 'A reference is a CardSummary, what has no value is null' }),
        count: z.int(),
      }),
    ),
    total: z.int().meta({ description: 'How many values there are' }),
    cards: z.int().meta({ description: 'How many cards have one of them, those without a value included' }),
  })
  .meta({ id: 'Facet' });

export const listFacetsRoute = defineRoute({
  method: 'GET',
  path: '/classes/{class}/facets',
  summary: 'Count the values of several attributes in a list, each without the conditions on itself',
  access: 'read',
  params: z.object({ class: z.string() }),
  query: z.object({
    of: z.string().max(4_000).default('').transform(splitNames).meta({
      description: 'Attributes or paths to them, parted by commas, at most twelve; `_class` is the class',
    }),
    filter: filterParameter,
    query: wordsParameter,
    limit: z.coerce.number().int().min(1).max(200).default(20).meta({ description: 'Most values of each' }),
    asOf: asOfParameter,
  }),
  responses: { 200: z.object({ items: z.array(facetSchema) }) },
  problems: [404],
});

export function toCountsAnswer({ groups, total, cards }: Groups) {
  return { items: groups, total, cards };
}
