import { filterSchema } from '@popis/model';
import { z } from 'zod';
import { ifMatchHeaders } from '../platform/http/etag.ts';
import { asOfParameter, cursorParameter, limitParameter, listOf } from '../platform/http/paging.ts';
import { defineRoute } from '../platform/http/route.ts';
import type { Card } from './cards.read-model.ts';
import type { ComparedCards } from './cards.service.ts';

export const cardSummarySchema = z
  .object({
    id: z.uuid(),
    class: z.string(),
    code: z.string().nullable(),
    description: z.string().nullable(),
  })
  .meta({ id: 'CardSummary' });

export const provenanceSchema = z
  .object({
    source: z.string(),
    runId: z.uuid().nullable(),
    at: z.iso.datetime(),
    expiresAt: z.iso.datetime().optional().meta({
      description: 'Until when the value holds, which a person has set: the next source holds it then',
    }),
    reason: z.string().optional().meta({ description: 'Why a person has set it' }),
  })
  .meta({ id: 'Provenance' });

export const cardSchema = z
  .object({
    id: z.uuid(),
    class: z.string(),
    attributes: z.record(z.string(), z.unknown()).meta({
      description: 'Every attribute of the class; a reference is a CardSummary, what has no value is null',
    }),
    provenance: z
      .record(z.string(), provenanceSchema)
      .meta({ description: 'Attribute → where its value is from' }),
    validFrom: z.iso.datetime(),
    changeId: z.uuid().meta({ description: 'The last change to the card or its references; its ETag' }),
    retired: z.boolean(),
  })
  .meta({ id: 'Card' });

/** Attribute values on their way in: a reference is the id of a card. */
export const attributesSchema = z.record(z.string(), z.json()).meta({
  description: 'Attribute → value; a reference is the id of the card that it shall show',
});

/** Values that a person sets against what sources say, by attribute. */
export const overridesSchema = z
  .record(
    z.string(),
    z.strictObject({
      until: z.iso
        .datetime({ offset: true })
        .transform((instant) => new Date(instant).toISOString())
        .optional()
        .meta({ description: 'Later than now; absent = without an end' }),
      reason: z.string().trim().min(1).max(1_000).optional(),
    }),
  )
  .meta({
    description:
      'Attribute of this edit → until when its value holds, and why; a value that stands already becomes yours by it',
  });

export const reasonSchema = z
  .string()
  .trim()
  .max(1_000)
  .optional()
  .meta({ description: 'Why; kept with the change' });

const filterDescription =
  'A filter: {and:[…]}, {or:[…]}, {not:…}, {attribute, operator, value}, {relation:{domain, direction, type, cards, filter}} or {changedSince}; see docs/api-lists.md';

export const filterParameter = z
  .string()
  .transform((text, context): unknown => {
    const parsed = parseJson(text);
    if (parsed === undefined) context.addIssue({ code: 'custom', message: 'must be a filter in JSON' });
    return parsed;
  })
  .pipe(filterSchema)
  .optional()
  .meta({ description: `${filterDescription}. In JSON` });

export const wordsParameter = z
  .string()
  .max(200)
  .default('')
  .meta({ description: 'Words, each of which must be in some value' });

export const sortParameter = z
  .string()
  .max(1_000)
  .default('Code')
  .transform(splitNames)
  .meta({ description: 'Attributes or paths to them, parted by commas, a minus before those that descend' });

const columnsParameter = z.string().max(4_000).transform(splitNames).optional().meta({
  description:
    'Attributes or paths to them, parted by commas, such as Room.Floor.Code: only these stand in `attributes`; a path that can lead to several cards gives a list',
});

const cardParameter = z.object({ id: z.uuid().meta({ description: 'Id of a card' }) });

const pathNames = z.array(z.string().max(500)).max(100);

/** Which cards a list has, and in which order, as parameters of a query. */
export const listParameters = {
  filter: filterParameter,
  query: wordsParameter,
  sort: sortParameter,
  limit: limitParameter,
  cursor: cursorParameter,
};

/** The same as members of a body. */
export const listMembers = {
  filter: filterSchema.optional().meta({ description: filterDescription }),
  query: z.string().max(200).default(''),
  sort: pathNames.default(['Code']),
  limit: limitParameter,
  cursor: cursorParameter,
};

export const listCardsRoute = defineRoute({
  method: 'GET',
  path: '/classes/{class}/cards',
  summary: 'List cards of a class and its descendants',
  access: 'read',
  params: z.object({ class: z.string() }),
  query: z.object({ ...listParameters, columns: columnsParameter, asOf: asOfParameter }),
  responses: { 200: listOf(cardSchema) },
  problems: [404],
});

export const getPositionRoute = defineRoute({
  method: 'GET',
  path: '/classes/{class}/cards/{id}/position',
  summary: 'Where a card stands in a list, and the cursor of its page',
  access: 'read',
  params: z.object({ class: z.string(), id: z.uuid() }),
  query: z.object({
    filter: filterParameter,
    query: wordsParameter,
    sort: sortParameter,
    limit: limitParameter.meta({ description: 'Cards on a page' }),
    asOf: asOfParameter,
  }),
  responses: {
    200: z.object({
      position: z.int().nullable().meta({ description: 'From 1; null = the list does not have the card' }),
      total: z.int().meta({ description: 'Cards in the list' }),
      page: z.int().nullable().meta({ description: 'The page on which it stands, from 1' }),
      cursor: z.string().nullable().meta({ description: 'Gives that page; null = the first one' }),
    }),
  },
  problems: [404],
});

export const queryCardsRoute = defineRoute({
  method: 'POST',
  path: '/classes/{class}/cards/query',
  summary: 'List cards, with the parameters of GET …/cards as a body: for filters too long for an address',
  access: 'read',
  params: z.object({ class: z.string() }),
  body: z.strictObject({ ...listMembers, columns: pathNames.optional(), asOf: asOfParameter }),
  responses: { 200: listOf(cardSchema) },
  problems: [404],
});

const comparedAttributeSchema = z
  .object({
    name: z.string(),
    label: z.string(),
    differs: z.boolean().meta({ description: 'Whether not all of the cards have the same' }),
    values: z
      .array(
        z.object({
          isOfClass: z.boolean().meta({ description: 'Whether cards of its class have the attribute' }),
          value: z.unknown().meta({ description: 'A reference is a CardSummary, what has no value is null' }),
          provenance: provenanceSchema.nullable(),
        }),
      )
      .meta({ description: 'One for each card, in their order' }),
  })
  .meta({ id: 'ComparedAttribute' });

export const compareCardsRoute = defineRoute({
  method: 'GET',
  path: '/cards/comparison',
  summary: 'Two to five cards side by side',
  access: 'read',
  query: z.object({
    cards: z
      .string()
      .max(400)
      .transform(splitNames)
      .pipe(z.array(z.uuid('must be ids of cards, parted by commas')).min(2).max(5))
      .refine((ids) => new Set(ids).size === ids.length, 'names a card twice')
      .meta({ description: 'Two to five ids, parted by commas' }),
    asOf: asOfParameter,
  }),
  responses: {
    200: z.object({
      cards: z
        .array(cardSummarySchema.extend({ retired: z.boolean() }))
        .meta({ description: 'In the order of the ids' }),
      attributes: z
        .array(comparedAttributeSchema)
        .meta({ description: 'First those that all of the cards have, then those of some' }),
    }),
  },
  problems: [404],
});

export function toComparedCards({ cards, attributes }: ComparedCards) {
  return {
    cards: cards.map(({ id, class: className, attributes: { Code, Description }, retired }) => ({
      ...{ id, class: className, retired },
      ...{ code: textOf(Code), description: textOf(Description) },
    })),
    attributes,
  };
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

export const createCardRoute = defineRoute({
  method: 'POST',
  path: '/classes/{class}/cards',
  summary: 'Create a card',
  access: 'edit',
  params: z.object({ class: z.string() }),
  body: z.strictObject({ attributes: attributesSchema, reason: reasonSchema }),
  responses: { 201: cardSchema },
  problems: [404, 409],
});

export const getCardRoute = defineRoute({
  method: 'GET',
  path: '/cards/{id}',
  summary: 'A card; a retired one is given by its last version',
  access: 'read',
  params: cardParameter,
  query: z.object({ asOf: asOfParameter }),
  responses: { 200: cardSchema },
  problems: [404],
});

export const updateCardRoute = defineRoute({
  method: 'PATCH',
  path: '/cards/{id}',
  summary: 'Set attributes of a card; null clears. Equal values write nothing',
  access: 'edit',
  params: cardParameter,
  headers: ifMatchHeaders,
  body: z.strictObject({
    attributes: attributesSchema,
    overrides: overridesSchema.optional(),
    reason: reasonSchema,
  }),
  responses: { 200: cardSchema },
  problems: [404, 409, 412],
});

export const retireCardRoute = defineRoute({
  method: 'DELETE',
  path: '/cards/{id}',
  summary: 'Retire a card: its relations end, its history stays',
  access: 'edit',
  params: cardParameter,
  query: z.object({ reason: reasonSchema }),
  headers: ifMatchHeaders,
  responses: { 204: 'empty' },
  problems: [404, 412],
});

export function toCardAnswer(card: Card): z.input<typeof cardSchema> {
  const { id, attributes, provenance, changeId, retired } = card;
  const validFrom = card.validFrom.toISOString();
  return { id, class: card.class, attributes, provenance, validFrom, changeId, retired };
}

/** Names parted by commas. */
export function splitNames(text: string): string[] {
  return text.split(',').filter((name) => name !== '');
}

function parseJson(text: string): unknown {
  // A NUL can hide from the check of the query as an escape within the JSON.
  if (/\\u0000/.test(text)) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
