import { z } from 'zod';
import { cardSummarySchema } from '../cards/cards.schema.ts';
import { edgeSchema, toEdge } from '../graph/graph.schema.ts';
import { defineRoute } from '../platform/http/route.ts';
import type { MovePreview, Place } from './moves.service.ts';

const placeSchema = z.object({ relation: edgeSchema, card: cardSummarySchema });

const moveSchema = z
  .object({
    domain: z.string().meta({ description: 'The domain by which the card stands at the place' }),
    attribute: z.string().nullable().meta({
      description: 'The reference that a PATCH of the card sets to move it; null = it moves by its relations',
    }),
    revision: z.string().meta({ description: 'The ETag of the card, for If-Match' }),
    ends: placeSchema.nullable().meta({ description: 'The relation that ends' }),
    begins: z
      .object({ domain: z.string(), source: z.uuid(), target: z.uuid() })
      .nullable()
      .meta({ description: 'The relation that begins; null = the card stands there already' }),
    stays: z.array(placeSchema).meta({ description: 'Where else the card stands, which the move leaves so' }),
    moves: z
      .object({
        classes: z.array(z.object({ class: z.string(), count: z.int() })),
        total: z.int(),
        exact: z.boolean().meta({ description: 'false: there are at least as many' }),
      })
      .meta({ description: 'What moves along with the card' }),
    people: z.int().meta({ description: 'Employees related to the card or to what moves along' }),
    loop: z.boolean().meta({ description: 'The place is the card itself, or would move along with it' }),
    allowed: z.boolean(),
    refusal: z
      .object({
        message: z.string(),
        faults: z.array(z.object({ path: z.string(), message: z.string() })),
      })
      .nullable()
      .meta({ description: 'Why the write would be refused: cardinality, the mode of an attribute' }),
  })
  .meta({ id: 'MovePreview' });

export const previewMoveRoute = defineRoute({
  method: 'GET',
  path: '/cards/{id}/move',
  summary: 'What moving a card to a place would change; nothing is written',
  access: 'edit',
  params: z.object({ id: z.uuid() }),
  query: z.object({
    to: z.uuid().meta({ description: 'The card to stand at: a place, an item, a sector, a person' }),
    domain: z
      .string()
      .optional()
      .meta({ description: 'Needed where the two could be related by several domains' }),
    from: z.uuid().optional().meta({ description: 'Needed where the card stands at several places' }),
  }),
  responses: { 200: moveSchema },
  problems: [404],
});

export function toMoveAnswer(preview: MovePreview): z.input<typeof moveSchema> {
  const { way, revision, ends, begins, stays, moves, people, isLoop, refusal } = preview;
  return {
    domain: way.domain.name,
    attribute: way.attribute ?? null,
    revision,
    ends: ends === undefined ? null : toPlace(ends),
    begins: begins ?? null,
    stays: stays.map(toPlace),
    moves,
    people,
    loop: isLoop,
    allowed: refusal === null,
    refusal: refusal === null ? null : { ...refusal, faults: [...refusal.faults] },
  };
}

function toPlace({ relation, card }: Place): z.input<typeof placeSchema> {
  return { relation: toEdge(relation), card };
}
