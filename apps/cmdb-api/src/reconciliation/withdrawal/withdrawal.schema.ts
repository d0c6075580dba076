import { z } from 'zod';
import { defineRoute } from '../../platform/http/route.ts';
import type { WithdrawalReport } from './withdrawal.service.ts';

const params = z.object({ source: z.string().max(100) });
const count = z.number().int();

const withdrawalSchema = z
  .object({
    id: z.uuid().nullable().meta({ description: 'Null for a preview' }),
    reason: z.string().nullable(),
    startedBy: z.string().nullable(),
    startedAt: z.iso.datetime().nullable(),
    finishedAt: z.iso.datetime().nullable().meta({
      description: 'Null with an id: it was interrupted, and goes on when asked for again',
    }),
    counts: z.object({
      retired: count.meta({ description: 'Cards that only the source had created and spoken of' }),
      updated: count.meta({ description: 'Cards of which a value, or who gives it, is another' }),
      unchanged: count,
      left: count,
    }),
    left: z
      .array(
        z.object({
          cardId: z.uuid(),
          class: z.string(),
          key: z.string().nullable(),
          attribute: z.string().nullable().meta({ description: 'Null: the card itself' }),
          reason: z.string(),
        }),
      )
      .meta({ description: 'What stays and why; the first 1,000 of counts.left' }),
    examples: z
      .array(
        z.object({
          cardId: z.uuid(),
          class: z.string(),
          key: z.string().nullable(),
          action: z.enum(['retire', 'update']),
          becomes: z.array(
            z.object({
              attribute: z.string(),
              old: z.json(),
              value: z.json(),
              source: z.string().nullable().meta({ description: 'Who says it; null: nobody does' }),
            }),
          ),
        }),
      )
      .meta({ description: 'Of a preview: the first cards that would retire, and that would be another' }),
  })
  .meta({ id: 'SourceWithdrawal' });

export const withdrawSourceRoute = defineRoute({
  method: 'POST',
  path: '/sources/{source}/withdrawal',
  summary: 'Take back all that a source has said, as if it had never spoken',
  description:
    'Attributes fall to the next candidate, cards that only the source has created and spoken of retire, other cards stay. `dry` says what would be done and writes nothing. Interrupted, it goes on when asked for again. It cannot be undone: the next run of the source says its own again.',
  access: 'administer',
  params,
  body: z
    .strictObject({
      dry: z.boolean().default(false),
      reason: z.string().trim().min(1).max(1_000).optional().meta({ description: 'Needed unless dry' }),
    })
    .refine((body) => body.dry || body.reason !== undefined, { path: ['reason'], error: 'must say why' }),
  responses: { 200: withdrawalSchema },
  problems: [404, 409],
});

export const getWithdrawalRoute = defineRoute({
  method: 'GET',
  path: '/sources/{source}/withdrawal',
  summary: 'What the last withdrawal of a source has done, and what it left',
  access: 'read',
  params,
  responses: { 200: withdrawalSchema },
  problems: [404],
});

/** The report of a withdrawal as it is sent. */
export function toWithdrawalAnswer({
  withdrawal,
  counts,
  left,
  examples,
}: WithdrawalReport): z.input<typeof withdrawalSchema> {
  return {
    id: withdrawal?.id ?? null,
    reason: withdrawal?.reason ?? null,
    startedBy: withdrawal?.startedBy ?? null,
    startedAt: withdrawal?.startedAt.toISOString() ?? null,
    finishedAt: withdrawal?.finishedAt?.toISOString() ?? null,
    counts,
    left: [...left],
    examples: [...examples],
  };
}
