import { z } from 'zod';
import { attributesSchema, cardSummarySchema, reasonSchema } from '../cards/cards.schema.ts';
import { asOfParameter, listOf } from '../platform/http/paging.ts';
import { defineRoute } from '../platform/http/route.ts';
import type { Relation, RelationGroup } from './relations.read-model.ts';

const relationParameter = z.object({ id: z.uuid().meta({ description: 'Id of a relation' }) });

const relationSchema = z
  .object({
    id: z.uuid(),
    domain: z.string(),
    source: cardSummarySchema,
    target: cardSummarySchema,
    attributes: z.record(z.string(), z.unknown()),
    validFrom: z.iso.datetime(),
    provenance: z.object({ source: z.string(), runId: z.uuid().nullable(), at: z.iso.datetime() }),
  })
  .meta({ id: 'Relation' });

const groupSchema = z
  .object({
    domain: z.string(),
    label: z.string(),
    direction: z
      .enum(['directed', 'inverted'])
      .meta({ description: 'directed: the card is the source of these relations' }),
    total: z.int(),
    relations: z.array(
      z.object({
        id: z.uuid(),
        card: cardSummarySchema,
        attributes: z.record(z.string(), z.unknown()),
        validFrom: z.iso.datetime(),
        source: z.string().meta({ description: 'The source that the relation comes from' }),
      }),
    ),
  })
  .meta({ id: 'RelationGroup' });

export const listCardRelationsRoute = defineRoute({
  method: 'GET',
  path: '/cards/{id}/relations',
  summary: 'Relations of a card, by domain and direction',
  access: 'read',
  params: z.object({ id: z.uuid() }),
  query: z.object({
    asOf: asOfParameter,
    domain: z.string().optional().meta({ description: 'Only relations of this domain' }),
    limit: z.coerce
      .number()
      .int()
      .min(1)
      .max(10_000)
      .default(200)
      .meta({ description: 'Most relations of each group' }),
  }),
  responses: { 200: listOf(groupSchema) },
  problems: [404],
});

export const createRelationRoute = defineRoute({
  method: 'POST',
  path: '/relations',
  summary: 'Relate two cards',
  access: 'edit',
  body: z.strictObject({
    domain: z.string(),
    source: z.uuid(),
    target: z.uuid(),
    attributes: attributesSchema.default({}),
    reason: reasonSchema,
  }),
  responses: { 201: relationSchema },
  problems: [404, 409],
});

export const getRelationRoute = defineRoute({
  method: 'GET',
  path: '/relations/{id}',
  summary: 'A relation',
  access: 'read',
  params: relationParameter,
  query: z.object({ asOf: asOfParameter }),
  responses: { 200: relationSchema },
  problems: [404],
});

export const endRelationRoute = defineRoute({
  method: 'DELETE',
  path: '/relations/{id}',
  summary: 'End a relation; its history stays',
  access: 'edit',
  params: relationParameter,
  query: z.object({ reason: reasonSchema }),
  responses: { 204: 'empty' },
  problems: [404],
});

export function toRelation(relation: Relation): z.input<typeof relationSchema> {
  return { ...relation, validFrom: relation.validFrom.toISOString() };
}

export function toRelationGroup(group: RelationGroup): z.input<typeof groupSchema> {
  const relations = group.relations.map((relation) => ({
    ...relation,
    validFrom: relation.validFrom.toISOString(),
  }));
  return { ...group, relations };
}
