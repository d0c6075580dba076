import { z } from 'zod';
import { cardSummarySchema } from '../cards/cards.schema.ts';
import { asOfParameter } from '../platform/http/paging.ts';
import { defineRoute } from '../platform/http/route.ts';
import type { ComparedSide, ImpactComparison } from './compare-impacts.ts';
import { withFirst } from './graph.schema.ts';
import {
  cardEndSchema,
  checkScenario,
  endsDescription,
  hitSchema,
  impactBounds,
  scenarioParameters,
  shownRelationsSchema,
  toHit,
  toShown,
} from './impact.schema.ts';
import type { ScenarioHit, WantedComparison } from './impact.ts';

const scenarioSchema = z
  .strictObject({
    card: z.uuid(),
    with: z.array(z.uuid()).max(100).default([]).meta({ description: 'More cards to which it happens' }),
    ...scenarioParameters,
    ends: z.array(z.string().max(500)).max(20).optional().meta({ description: endsDescription }),
  })
  .superRefine(checkScenario)
  .meta({ id: 'ImpactScenario' });

const sidesOf = <Side extends z.ZodType, Both extends z.ZodType>(side: Side, both: Both) =>
  z.object({ onlyOne: z.array(side), onlyOther: z.array(side), both: z.array(both) });
const cardSides = sidesOf(cardSummarySchema, cardSummarySchema);
const documentSchema = z.object({ id: z.uuid(), name: z.string(), cardId: z.uuid() });
const sideSchema = z.object({
  hits: z.int(),
  isWhole: z
    .boolean()
    .meta({ description: 'false: a limit left some out, so what only the other has may be in both' }),
  ends: cardEndSchema,
  forbids: shownRelationsSchema,
});

const comparisonSchema = z
  .object({
    hits: sidesOf(
      hitSchema,
      z.object({
        card: cardSummarySchema,
        one: hitSchema.nullable().meta({ description: 'null: it is the card of that scenario' }),
        other: hitSchema.nullable(),
      }),
    ),
    people: cardSides,
    sectors: cardSides,
    contracts: cardSides,
    licences: cardSides,
    documents: sidesOf(documentSchema, documentSchema),
    one: sideSchema,
    other: sideSchema,
  })
  .meta({ id: 'ImpactComparison' });

const comparisonBody = z.strictObject({
  one: scenarioSchema,
  other: scenarioSchema,
  ...impactBounds,
  asOf: asOfParameter,
});

export const compareImpactsRoute = defineRoute({
  method: 'POST',
  path: '/impact/comparison',
  summary: 'What only one of two scenarios reaches, and what both do',
  access: 'read',
  body: comparisonBody,
  responses: { 200: comparisonSchema },
  problems: [404, 503],
});

export function toWantedComparison({
  one,
  other,
  ...bounds
}: z.output<typeof comparisonBody>): WantedComparison {
  const toScenario = ({ card, with: others, ...scenario }: z.output<typeof scenarioSchema>) => ({
    cardIds: withFirst(card, others),
    ...scenario,
  });
  return { ...bounds, one: toScenario(one), other: toScenario(other) };
}

export function toComparison(found: ImpactComparison): z.input<typeof comparisonSchema> {
  const toAnswer = (hit: ScenarioHit) => toHit(hit, found.cards);
  const { onlyOne, onlyOther, both } = found.hits;
  const { people, sectors, contracts, licences, documents } = found;
  return {
    hits: {
      onlyOne: onlyOne.map(toAnswer),
      onlyOther: onlyOther.map(toAnswer),
      both: both.map(({ card, one, other }) => ({
        card,
        one: one === null ? null : toAnswer(one),
        other: other === null ? null : toAnswer(other),
      })),
    },
    ...{ people, sectors, contracts, licences, documents },
    one: toSide(found.one),
    other: toSide(found.other),
  };
}

function toSide(side: ComparedSide): z.input<typeof sideSchema> {
  return { ...side, forbids: toShown(side.forbids) };
}
