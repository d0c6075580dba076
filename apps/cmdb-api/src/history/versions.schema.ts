import { z } from 'zod';
import type { CardSummary } from '../cards/card-summaries.read-model.ts';
import { cardSchema, cardSummarySchema } from '../cards/cards.schema.ts';
import { ifMatchHeaders } from '../platform/http/etag.ts';
import { asOfParameter } from '../platform/http/paging.ts';
import { defineRoute } from '../platform/http/route.ts';
import type { ComparedCard } from './versions.service.ts';

export const instantParameter = asOfParameter.unwrap();
const cardParameter = z.object({ id: z.uuid().meta({ description: 'Id of a card' }) });

export const differenceSchema = z.object({ attribute: z.string(), old: z.unknown(), new: z.unknown() });

const stateSchema = z.object({ at: z.iso.datetime(), state: z.enum(['absent', 'active', 'retired']) });

const comparedSchema = z
  .object({
    from: stateSchema,
    to: stateSchema,
    attributes: z.array(differenceSchema),
    relations: z.array(
      z.object({
        action: z.enum(['related', 'unrelated', 'changed']),
        id: z.uuid(),
        domain: z.string(),
        direction: z.enum(['directed', 'inverted']),
        card: cardSummarySchema,
        differences: z.array(differenceSchema),
      }),
    ),
  })
  .meta({ id: 'CardDifferences' });

export const getVersionRoute = defineRoute({
  method: 'GET',
  path: '/cards/{id}/versions/{changeId}',
  summary: 'A card as a change left it',
  description: 'The change must have touched the card or one of its relations, as those of its history have.',
  access: 'read',
  params: cardParameter.extend({ changeId: z.uuid() }),
  responses: { 200: cardSchema },
  problems: [404],
});

export const getDifferencesRoute = defineRoute({
  method: 'GET',
  path: '/cards/{id}/differences',
  summary: 'What differs between a card at two instants',
  description:
    'A reference is shown as a CardSummary. A card that is not made yet, or retired, has no values and no relations.',
  access: 'read',
  params: cardParameter,
  query: z.object({
    from: instantParameter.meta({ description: 'The earlier instant' }),
    to: asOfParameter.meta({ description: 'The later instant; absent = now' }),
  }),
  responses: { 200: comparedSchema },
  problems: [404],
});

export const restoreRoute = defineRoute({
  method: 'POST',
  path: '/cards/{id}/restore',
  summary: 'Set values of a card back to an earlier version, or take a retired card back',
  description:
    'A new change; what was written since stays in the history. A retired card comes back with its id. Relations other than references are not made again.',
  access: 'edit',
  params: cardParameter,
  headers: ifMatchHeaders,
  body: z.strictObject({
    changeId: z
      .uuid()
      .optional()
      .meta({ description: 'The change that left the wanted version; a retired card needs none' }),
    attributes: z
      .array(z.string())
      .min(1)
      .max(1_000)
      .optional()
      .meta({ description: 'Only these; absent = the whole version' }),
    reason: z.string().trim().min(1).max(1_000).meta({ description: 'Why; kept with the change' }),
  }),
  responses: { 200: cardSchema },
  problems: [404, 409, 412],
});

export function toComparedAnswer(compared: ComparedCard): z.input<typeof comparedSchema> {
  const nobody = (id: string): CardSummary => ({ id, class: '', code: null, description: null });
  return {
    from: { ...compared.from, at: compared.from.at.toISOString() },
    to: { ...compared.to, at: compared.to.at.toISOString() },
    attributes: compared.attributes,
    relations: compared.relations.map(({ action, relation, differences }) => {
      const isDirected = relation.sourceId === compared.cardId;
      const far = isDirected ? relation.targetId : relation.sourceId;
      return {
        action,
        id: relation.id,
        domain: relation.domain,
        direction: isDirected ? 'directed' : 'inverted',
        card: compared.cards.get(far) ?? nobody(far),
        differences,
      };
    }),
  };
}
