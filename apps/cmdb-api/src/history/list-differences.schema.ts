import { z } from 'zod';
import { cardSchema, listMembers, listParameters, splitNames, toCardAnswer } from '../cards/cards.schema.ts';
import { asOfParameter, listOf } from '../platform/http/paging.ts';
import { defineRoute } from '../platform/http/route.ts';
import type { ListDifferences } from './list-differences.service.ts';
import { rowStates } from './list-differences.ts';
import { differenceSchema, instantParameter } from './versions.schema.ts';

const statesSchema = z.array(z.enum(rowStates)).min(1);
const statesDescription = 'Only cards of these states; absent = all';

const presenceSchema = z.enum(['listed', 'unlisted', 'absent']).meta({
  description:
    'listed: the list has the card; unlisted: the card is there, and the list lacks it; absent: it is not there',
});

const itemSchema = z
  .object({
    state: z.enum(rowStates).meta({
      description: 'In both lists and equal, in both and changed, added to the later one, gone from it',
    }),
    from: presenceSchema,
    to: presenceSchema,
    card: cardSchema,
    differences: z.array(differenceSchema).meta({
      description: 'Attributes that differ between the instants, a reference as a CardSummary',
    }),
  })
  .meta({ id: 'ListDifference' });

const count = z.int();
const differencesSchema = listOf(itemSchema)
  .extend({
    from: z.iso.datetime(),
    to: z.iso.datetime(),
    counts: z
      .object({ same: count, changed: count, added: count, gone: count })
      .meta({ description: 'How many cards of each state both lists have together' }),
  })
  .meta({ id: 'ListDifferences' });

const instants = {
  from: instantParameter.meta({ description: 'The earlier instant' }),
  to: asOfParameter.meta({ description: 'The later instant; absent = the time of the first page' }),
};

const classParameter = z.object({ class: z.string() });

export const getListDifferencesRoute = defineRoute({
  method: 'GET',
  path: '/classes/{class}/cards/differences',
  summary: 'What differs between a list of cards at two instants',
  description:
    'Every card that either list has, in the order of the later list; one that is gone has the place of the earlier list.',
  access: 'read',
  params: classParameter,
  query: z.object({
    ...listParameters,
    ...instants,
    states: z
      .string()
      .max(100)
      .transform(splitNames)
      .pipe(statesSchema)
      .optional()
      .meta({ description: `${statesDescription}. Parted by commas` }),
  }),
  responses: { 200: differencesSchema },
  problems: [404],
});

export const queryListDifferencesRoute = defineRoute({
  method: 'POST',
  path: '/classes/{class}/cards/query/differences',
  summary: 'The same with the parameters as a body: for filters too long for an address',
  access: 'read',
  params: classParameter,
  body: z.strictObject({
    ...listMembers,
    ...instants,
    states: statesSchema.optional().meta({ description: statesDescription }),
  }),
  responses: { 200: differencesSchema },
  problems: [404],
});

export function toListDifferences(found: ListDifferences): z.input<typeof differencesSchema> {
  return {
    ...found,
    items: found.items.map((item) => ({ ...item, card: toCardAnswer(item.card) })),
    from: found.from.toISOString(),
    to: found.to.toISOString(),
  };
}
