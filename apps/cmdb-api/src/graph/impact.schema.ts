import { z } from 'zod';
import { cardSummarySchema } from '../cards/cards.schema.ts';
import { asOfParameter } from '../platform/http/paging.ts';
import { defineRoute } from '../platform/http/route.ts';
import { edgeSchema, toEdge } from './graph.schema.ts';
import type { Impact } from './impact.service.ts';
import type { Step } from './walk.read-model.ts';

const hitSchema = z
  .object({
    card: cardSummarySchema,
    distance: z.int(),
    carries: z.int().meta({ description: 'Other hits that are explained through this one' }),
    path: z.array(z.object({ relation: edgeSchema, card: cardSummarySchema, from: z.string() })).meta({
      description: 'From the card asked for: each relation, the source it is from, and where it leads',
    }),
    weakest: edgeSchema.meta({ description: 'The relation of the path that stands longest as it is' }),
  })
  .meta({ id: 'ImpactHit' });

const relatedSchema = z
  .array(z.object({ card: cardSummarySchema, relation: edgeSchema }))
  .meta({ description: 'Each with one relation to what is affected' });

const impactSchema = z
  .object({
    hits: z.array(hitSchema).meta({ description: 'The nearest first, then those that carry most others' }),
    truncated: z
      .object({
        nodes: z.int().meta({ description: 'Cards left out' }),
        exact: z.boolean().meta({ description: 'false: there may be more behind those' }),
      })
      .nullable(),
    unknown: z
      .object({
        relations: z.array(z.object({ relation: edgeSchema, card: cardSummarySchema })),
        more: z.boolean(),
      })
      .meta({ description: 'Relations of unknown impact at these cards, and where they lead; not followed' }),
    concerned: z.object({
      people: relatedSchema,
      sectors: relatedSchema,
      contracts: relatedSchema,
      licences: relatedSchema,
      documents: z.array(z.object({ id: z.uuid(), name: z.string(), cardId: z.uuid() })),
      more: z.boolean().meta({ description: 'Whether one of these lists has more than it shows' }),
    }),
  })
  .meta({ id: 'Impact' });

export const getImpactRoute = defineRoute({
  method: 'GET',
  path: '/cards/{id}/impact',
  summary: 'What fails with a card, or with what it fails',
  access: 'read',
  params: z.object({ id: z.uuid() }),
  query: z.object({
    direction: z.enum(['affects', 'affectedBy']).default('affects'),
    depth: z.coerce.number().int().min(1).max(10).default(5),
    limit: z.coerce.number().int().min(1).max(5_000).default(500).meta({ description: 'Most hits' }),
    asOf: asOfParameter,
  }),
  responses: { 200: impactSchema },
  problems: [404, 503],
});

export function toImpact(impact: Impact): z.input<typeof impactSchema> {
  const { people, sectors, contracts, licences, documents, more } = impact.concerned;
  const cards = new Map(impact.hits.map(({ card }) => [card.id, card]));
  const hits = impact.hits.map((hit) => ({
    ...hit,
    path: hit.path.flatMap((relation) => {
      const card = cards.get(relation.far);
      return card === undefined ? [] : [{ relation: toEdge(relation), card, from: relation.source }];
    }),
    weakest: toEdge(hit.weakest),
  }));
  return {
    hits,
    truncated: impact.truncated,
    unknown: {
      relations: impact.unknown.relations.map(({ relation, card }) => ({ relation: toEdge(relation), card })),
      more: impact.unknown.more,
    },
    concerned: {
      people: people.map(toRelated),
      sectors: sectors.map(toRelated),
      contracts: contracts.map(toRelated),
      licences: licences.map(toRelated),
      documents,
      more,
    },
  };
}

function toRelated({ card, relation }: Step) {
  return { card, relation: toEdge(relation) };
}
