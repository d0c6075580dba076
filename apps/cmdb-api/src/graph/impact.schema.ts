import { z } from 'zod';
import type { CardSummary } from '../cards/card-summaries.read-model.ts';
import { cardSummarySchema } from '../cards/cards.schema.ts';
import { asOfParameter } from '../platform/http/paging.ts';
import { defineRoute } from '../platform/http/route.ts';
import { edgeSchema, namesParameter, toEdge, withParameter } from './graph.schema.ts';
import type { Impact, ScenarioHit, ShownRelations } from './impact.ts';
import { findScenarioFaults, type Scenario, scenarioEffects, scenarioEvents } from './scenario.ts';
import type { Step } from './walk.read-model.ts';

export const cardEndSchema = z
  .object({ attribute: z.string(), on: z.iso.date() })
  .nullable()
  .meta({ description: 'Of an expiry: when the card ends, as its own attribute says; null = it has no end' });

export const hitSchema = z
  .object({
    card: cardSummarySchema,
    effect: z.enum(scenarioEffects).meta({
      description:
        'expires: its own end has come by the day; uncovered: it stands, without what ended before it on the path',
    }),
    ends: cardEndSchema,
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

export const shownRelationsSchema = z.object({
  relations: z.array(z.object({ relation: edgeSchema, card: cardSummarySchema })),
  more: z.boolean(),
});

const impactSchema = z
  .object({
    hits: z.array(hitSchema).meta({ description: 'The nearest first, then those that carry most others' }),
    ends: cardEndSchema,
    truncated: z
      .object({
        nodes: z.int().meta({ description: 'Cards left out' }),
        exact: z.boolean().meta({ description: 'false: there may be more behind those' }),
      })
      .nullable(),
    unknown: shownRelationsSchema.meta({
      description: 'Relations of unknown impact at these cards, and where they lead; not followed',
    }),
    forbids: shownRelationsSchema.meta({
      description: 'Relations that forbid to retire the card, or one that would retire with it',
    }),
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

/** The bounds of an impact. */
export const impactBounds = {
  depth: z.coerce.number().int().min(1).max(10).default(5),
  limit: z.coerce.number().int().min(1).max(5_000).default(500).meta({ description: 'Most hits' }),
};

/** What may happen, and the day of it. */
export const scenarioParameters = {
  event: z.enum(scenarioEvents).meta({ description: 'What happens with the card' }),
  on: z.iso
    .date({ error: 'must be a day, like 2026-11-23' })
    .optional()
    .meta({ description: 'The day of `expire`' }),
};

/** What `ends` names. */
export const endsDescription =
  'Date attributes that say when a card ends; otherwise EndDate and ServiceUntil';

/** Tells the faults of a scenario at their parameters. */
export function checkScenario(scenario: Scenario, context: z.RefinementCtx): void {
  for (const { at, message } of findScenarioFaults(scenario)) {
    context.addIssue({ code: 'custom', path: [at], message });
  }
}

export const getImpactRoute = defineRoute({
  method: 'GET',
  path: '/cards/{id}/impact',
  summary: 'What fails, retires, moves or expires with a card, or with what it fails',
  access: 'read',
  params: z.object({ id: z.uuid() }),
  query: z
    .object({
      with: withParameter,
      direction: z.enum(['affects', 'affectedBy']).default('affects'),
      event: scenarioParameters.event.default('fail'),
      on: scenarioParameters.on,
      ends: namesParameter.meta({ description: `${endsDescription}; parted by commas` }),
      ...impactBounds,
      asOf: asOfParameter,
    })
    .superRefine((query, context) => {
      checkScenario(query, context);
      if (query.direction === 'affectedBy' && query.event !== 'fail') {
        context.addIssue({ code: 'custom', path: ['direction'], message: 'goes with the event "fail" only' });
      }
    }),
  responses: { 200: impactSchema },
  problems: [404, 503],
});

export function toImpact(impact: Impact): z.input<typeof impactSchema> {
  const { people, sectors, contracts, licences, documents, more } = impact.concerned;
  const cards = new Map(impact.hits.map(({ card }) => [card.id, card]));
  return {
    hits: impact.hits.map((hit) => toHit(hit, cards)),
    ends: impact.ends,
    truncated: impact.truncated,
    unknown: toShown(impact.unknown),
    forbids: toShown(impact.forbids),
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

/** A hit whose path leads over these cards. */
export function toHit(hit: ScenarioHit, cards: ReadonlyMap<string, CardSummary>): z.input<typeof hitSchema> {
  const path = hit.path.flatMap((relation) => {
    const card = cards.get(relation.far);
    return card === undefined ? [] : [{ relation: toEdge(relation), card, from: relation.source }];
  });
  return { ...hit, path, weakest: toEdge(hit.weakest) };
}

export function toShown({ relations, more }: ShownRelations): z.input<typeof shownRelationsSchema> {
  return { relations: relations.map(({ relation, card }) => ({ relation: toEdge(relation), card })), more };
}

function toRelated({ card, relation }: Step) {
  return { card, relation: toEdge(relation) };
}
