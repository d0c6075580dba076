import { type Filter, filterSchema } from '@popis/model';
import { z } from 'zod';
import { attributesSchema, cardSummarySchema, reasonSchema } from '../cards/cards.schema.ts';
import { defineRoute } from '../platform/http/route.ts';
import type { BulkOutcome } from './bulk.ts';

const filter = z
  .record(z.string(), z.json())
  .transform((given, context): Filter => {
    const parsed = filterSchema.safeParse(given);
    if (parsed.success) return parsed.data;
    context.addIssue({ code: 'custom', message: 'must be a filter' });
    return z.NEVER;
  })
  .optional()
  .meta({ description: 'As for lists, as JSON; absent: all cards of the class' });

const outcomeSchema = z
  .object({
    total: z.int().meta({ description: 'Cards that the filter finds' }),
    written: z.int().meta({ description: 'Those of them that change; the others are as wanted already' }),
    changeId: z.uuid().nullable().meta({ description: 'Null for a preview, or when nothing differs' }),
    token: z.string().meta({ description: 'Names this work and the state of all its cards' }),
    sample: z.array(
      cardSummarySchema.extend({
        differences: z.array(z.object({ attribute: z.string(), old: z.unknown(), new: z.unknown() })),
      }),
    ),
  })
  .meta({ id: 'BulkOutcome' });

export const bulkRoute = defineRoute({
  method: 'POST',
  path: '/classes/{class}/cards/bulk',
  summary: 'Edit or retire every card that a filter finds, as one change',
  description:
    'First with `preview: true`, which writes nothing and gives a token; then with that token. A set that has changed since is refused with 409. All cards or none are written, at most 20,000.',
  access: 'edit',
  params: z.object({ class: z.string() }),
  body: z
    .strictObject({
      filter,
      query: z.string().max(200).default(''),
      update: attributesSchema.optional(),
      retire: z.literal(true).optional(),
      preview: z.boolean().default(true),
      token: z.string().max(100).optional().meta({ description: 'Of the preview; needed to write' }),
      reason: reasonSchema,
    })
    .superRefine((body, context) => {
      if ((body.update === undefined) === (body.retire === undefined)) {
        context.addIssue({ code: 'custom', path: ['update'], message: 'must be there, or else retire' });
      }
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
