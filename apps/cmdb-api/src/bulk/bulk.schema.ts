import { type Filter, filterSchema } from '@popis/model';
import { z } from 'zod';
import { attributesSchema, cardSummarySchema, reasonSchema } from '../cards/cards.schema.ts';
import { defineRoute } from '../platform/http/route.ts';
import type { BulkOutcome } from './bulk.ts';

export const bulkFilter = z
  .record(z.string(), z.json())
  .transform((given, context): Filter => {
    const parsed = filterSchema.safeParse(given);
    if (parsed.success) return parsed.data;
    context.addIssue({ code: 'custom', message: 'must be a filter' });
    return z.NEVER;
  })
  .optional()
  .meta({ description: 'As for lists, as JSON; absent: all cards of the class' });

/** What the two ways of bulk work have in common, besides the filter. */
export const bulkWorkShape = {
  query: z.string().max(200).default(''),
  update: attributesSchema.optional(),
  retire: z.literal(true).optional(),
};

export const bulkSampleSchema = cardSummarySchema.extend({
  differences: z.array(z.object({ attribute: z.string(), old: z.unknown(), new: z.unknown() })),
});

/** Bulk work either edits or retires. */
export function refuseTwoWorks(
  body: { update?: unknown; retire?: unknown },
  context: Pick<z.core.$RefinementCtx, 'addIssue'>,
): void {
  if ((body.update === undefined) !== (body.retire === undefined)) return;
  context.addIssue({ code: 'custom', path: ['update'], message: 'either this or retire must be there' });
}

const outcomeSchema = z
  .object({
    total: z.int().meta({ description: 'Cards that the filter finds' }),
    written: z.int().meta({ description: 'Those of them that change; the others are as wanted already' }),
    changeId: z.uuid().nullable().meta({ description: 'Null for a preview, or when nothing differs' }),
    token: z.string().meta({ description: 'Names this work and the state of all its cards' }),
    sample: z.array(bulkSampleSchema),
  })
  .meta({ id: 'BulkOutcome' });

export const bulkRoute = defineRoute({
  method: 'POST',
  path: '/classes/{class}/cards/bulk',
  summary: 'Edit or retire every card that a filter finds, as one change',
  description:
    'First with `preview: true`, which writes nothing and gives a token; then with that token. A set that has changed since is refused with 409. All cards or none are written, at most 20,000; for more, see the bulk jobs.',
  access: 'edit',
  params: z.object({ class: z.string() }),
  body: z
    .strictObject({
      ...bulkWorkShape,
      filter: bulkFilter,
      preview: z.boolean().default(true),
      token: z.string().max(100).optional().meta({ description: 'Of the preview; needed to write' }),
      reason: reasonSchema,
    })
    .superRefine((body, context) => {
      refuseTwoWorks(body, context);
      if (!body.preview && body.token === undefined) {
        context.addIssue({ code: 'custom', path: ['token'], message: 'is needed: preview first' });
      }
    }),
  responses: { 200: outcomeSchema },
  problems: [404, 409],
});

export function toOutcomeAnswer({ total, written, changeId, token, sample }: BulkOutcome) {
  return { total, written, changeId, token, sample };
}
