import { z } from 'zod';
import { defineRoute } from '../../platform/http/route.ts';
import {
  count,
  leftSchema,
  takingBackBody,
  takingBackFields,
  toTakingBackFields,
} from '../taking-back.schema.ts';
import type { WithdrawalReport } from './withdrawal.service.ts';

const params = z.object({ source: z.string().max(100) });
const relatedCard = z.object({ id: z.uuid(), class: z.string(), key: z.string().nullable() });
const withdrawalSchema = z
  .object({
    ...takingBackFields,
    counts: z.object({
      retired: count.meta({ description: 'Cards that only the source had created and spoken of' }),
      updated: count.meta({ description: 'Cards of which a value, or who gives it, is another' }),
      unchanged: count,
      relationsEnded: count.meta({
        description: 'Relations between cards that stay that only the source had said',
      }),
      relationsHandedOver: count.meta({ description: 'Relations that go by another from then on' }),
      left: count,
    }),
    left: leftSchema,
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
    relations: z
      .array(
        z.object({
          relationId: z.uuid(),
          domain: z.string(),
          source: relatedCard,
          target: relatedCard,
          heir: z.string().nullable().meta({ description: 'Who says it too; null: nobody does, it ends' }),
        }),
      )
      .meta({ description: 'Of a preview: the first relations between cards that stay that would end' }),
  })
  .meta({ id: 'SourceWithdrawal' });

export const withdrawSourceRoute = defineRoute({
  method: 'POST',
  path: '/sources/{source}/withdrawal',
  summary: 'Take back all that a source has said, as if it had never spoken',
  description:
    'Attributes fall to the next candidate, cards that only the source has created and spoken of retire, other cards stay. Relations that only it has said end. `dry` says what would be done and writes nothing. Interrupted, it goes on when asked for again. There is no undo: the next run of the source says its own again, and cards that retired come back with it.',
  access: 'administer',
  params,
  body: takingBackBody,
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
  relations,
}: WithdrawalReport): z.input<typeof withdrawalSchema> {
  return {
    ...toTakingBackFields(withdrawal),
    counts,
    left: [...left],
    examples: [...examples],
    relations: [...relations],
  };
}
