import { listPropertyDifferences, type ModelDifference, modelItemKinds } from '@popis/model';
import { z } from 'zod';
import type { ModelChange } from '../classes/model-change.read-model.ts';
import { isAllowed, type ModelReview } from '../classes/model-review.ts';
import { asOfParameter, cursorParameter, limitParameter, listOf } from '../platform/http/paging.ts';
import { defineRoute } from '../platform/http/route.ts';
import { editsSchema } from './model-edits.schema.ts';

export const differenceSchema = z
  .object({
    kind: z.enum(modelItemKinds),
    name: z.string().meta({ description: 'An attribute is called Class.Attribute' }),
    action: z.enum(['create', 'update', 'delete']),
    properties: z.array(z.object({ property: z.string(), old: z.json(), new: z.json() })),
  })
  .meta({ id: 'ModelDifference' });

export const reviewSchema = z
  .object({
    revision: z.string().meta({ description: 'Send it as If-Match to make exactly what was previewed' }),
    allowed: z.boolean(),
    differences: z.array(differenceSchema),
    faults: z
      .array(z.object({ path: z.string(), message: z.string() }))
      .meta({ description: 'What would be wrong with the whole model' }),
    uses: z
      .array(z.object({ item: z.string(), by: z.string(), count: z.int(), names: z.array(z.string()) }))
      .meta({ description: 'What stands in the way of deleting: how many, and the names of the first' }),
    broken: z
      .array(
        z.object({
          path: z.string(),
          message: z.string(),
          count: z.int(),
          cards: z.array(
            z.object({
              id: z.uuid(),
              class: z.string(),
              code: z.string().nullable(),
              description: z.string().nullable(),
              value: z.json(),
            }),
          ),
        }),
      )
      .meta({ description: 'Values that the next model does not allow; the first hundred cards of each' }),
    dependants: z
      .array(z.object({ kind: z.string(), name: z.string(), items: z.array(z.string()) }))
      .meta({ description: 'What names an altered item from outside the model' }),
    removals: z
      .array(
        z.object({
          class: z.string(),
          keptDays: z.int().nullable().meta({ description: 'null = forever' }),
          before: z.iso.datetime().nullable(),
          versions: z.int().meta({ description: 'Past versions of cards that ended before that' }),
        }),
      )
      .meta({
        description: 'Past versions of cards that would not be kept any more, and are removed for good',
      }),
    relationRemovals: z
      .array(
        z.object({
          source: z.string(),
          target: z.string(),
          keptDays: z.int(),
          before: z.iso.datetime(),
          versions: z.int().meta({ description: 'Past versions of relations that ended before that' }),
        }),
      )
      .meta({ description: 'The same for relations from cards of one class to cards of another' }),
    cards: z.int().meta({ description: 'Active cards of the classes concerned' }),
    relations: z.int().meta({ description: 'Active relations of the domains concerned' }),
  })
  .meta({ id: 'ModelReview' });

/** A yes or no in the query. */
export const flag = z
  .enum(['true', 'false'])
  .default('false')
  .transform((given) => given === 'true');

export const optionalIfMatch = z.object({
  'if-match': z
    .string()
    .optional()
    .transform((header) => header?.trim().replace(/^W\//, '').replaceAll('"', ''))
    .meta({ description: 'Revision of the model that this was decided on' }),
});

/** Where a page of the history ends. */
export const historyCursor = z.object({ at: z.iso.datetime(), id: z.uuid() });

export const previewEditsRoute = defineRoute({
  method: 'POST',
  path: '/model/preview',
  summary: 'Say what edits of the model would do, and what stands in their way; nothing is written',
  access: 'administer',
  body: editsSchema,
  responses: { 200: reviewSchema },
  problems: [404],
});

export const applyEditsRoute = defineRoute({
  method: 'POST',
  path: '/model/edits',
  summary: 'Edit several items of the model as one change',
  access: 'administer',
  headers: optionalIfMatch,
  body: editsSchema,
  responses: { 200: z.object({ revision: z.string() }) },
  problems: [404, 409, 412],
});

export const listModelHistoryRoute = defineRoute({
  method: 'GET',
  path: '/model/history',
  summary: 'List the changes of the model, the newest first, with what each did',
  access: 'read',
  query: z.object({
    kind: z.enum(modelItemKinds).optional(),
    name: z.string().max(200).optional().meta({ description: 'An attribute is called Class.Attribute' }),
    asOf: asOfParameter,
    limit: limitParameter,
    cursor: cursorParameter,
  }),
  responses: {
    200: listOf(
      z
        .object({
          change: z.object({
            id: z.uuid(),
            at: z.iso.datetime(),
            actor: z.string(),
            source: z.string(),
            reason: z.string().nullable(),
          }),
          differences: z.array(differenceSchema),
        })
        .meta({ id: 'ModelHistoryItem' }),
    ),
  },
});

export function toDifference(difference: ModelDifference): z.input<typeof differenceSchema> {
  const { kind, name, old, new: item } = difference;
  const action = old === null ? 'create' : item === null ? 'delete' : 'update';
  return { kind, name, action, properties: listPropertyDifferences(difference) };
}

export function toReview(review: ModelReview) {
  const removals = review.removals.map((each) => ({ ...each, before: each.before?.toISOString() ?? null }));
  const relationRemovals = review.relationRemovals.map((each) => ({
    ...each,
    before: each.before.toISOString(),
  }));
  return {
    ...review,
    removals,
    relationRemovals,
    allowed: isAllowed(review),
    differences: review.differences.map(toDifference),
  };
}

export function toHistoryItem({
  differences,
  ...change
}: ModelChange & { differences: readonly ModelDifference[] }) {
  return { change: { ...change, at: change.at.toISOString() }, differences: differences.map(toDifference) };
}
