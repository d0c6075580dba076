import { z } from 'zod';
import { cardSummarySchema } from '../cards/cards.schema.ts';
import { asOfParameter, listOf } from '../platform/http/paging.ts';
import { defineRoute } from '../platform/http/route.ts';
import { edgeSchema, namesParameter, toEdge } from './graph.schema.ts';
import type { Step } from './walk.read-model.ts';

const locationSchema = z
  .object({
    card: cardSummarySchema,
    parent: z.uuid().nullable().meta({ description: 'The place that contains this one' }),
    depth: z.int(),
    items: z
      .int()
      .meta({ description: 'Items at this place and at all places in it, each once; so are the others' }),
    people: z.int(),
    workspaces: z.int().meta({ description: 'Places that contain no others: the innermost ones' }),
    freeWorkspaces: z.int().meta({ description: 'Those of them that nobody uses' }),
  })
  .meta({ id: 'Location' });

const itemSchema = z
  .object({
    card: cardSummarySchema,
    place: z.uuid().meta({ description: 'The place that it is at' }),
    relation: edgeSchema,
  })
  .meta({ id: 'LocationItem' });

const classesParameter = namesParameter.meta({
  description: 'Classes whose cards are places, parted by commas; otherwise Building, Floor, Room, Workspace',
});

export const getLocationTreeRoute = defineRoute({
  method: 'GET',
  path: '/locations/tree',
  summary: 'All places, each before what it contains, with what is in them',
  access: 'read',
  query: z.object({
    root: z.uuid().optional().meta({ description: 'Only this place and what is in it' }),
    classes: classesParameter,
    asOf: asOfParameter,
  }),
  responses: { 200: listOf(locationSchema) },
  problems: [404, 503],
});

export const listLocationItemsRoute = defineRoute({
  method: 'GET',
  path: '/locations/{id}/items',
  summary: 'Items at a place and in it',
  access: 'read',
  params: z.object({ id: z.uuid() }),
  query: z.object({
    below: z
      .enum(['true', 'false'])
      .default('true')
      .transform((given) => given === 'true')
      .meta({ description: 'Also at the places that it contains' }),
    classes: classesParameter,
    limit: z.coerce.number().int().min(1).max(10_000).default(1_000).meta({ description: 'Most items' }),
    asOf: asOfParameter,
  }),
  responses: { 200: listOf(itemSchema) },
  problems: [404, 503],
});

export function toLocationItem({ card, relation }: Step): z.input<typeof itemSchema> {
  return { card, place: relation.near, relation: toEdge(relation) };
}
