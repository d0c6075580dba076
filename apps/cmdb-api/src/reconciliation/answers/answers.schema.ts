import { z } from 'zod';
import { reasonSchema } from '../../cards/cards.schema.ts';
import { cursorParameter, limitParameter, listOf } from '../../platform/http/paging.ts';
import { defineRoute } from '../../platform/http/route.ts';
import { sourceParams } from '../sources.schema.ts';
import type { AnswerRow } from './answers.read-model.ts';

const answerSchema = z
  .object({
    id: z.uuid(),
    source: z.string(),
    class: z.string(),
    key: z.string(),
    evidence: z.json().meta({ description: 'What the record tells of its hardware, as it is compared' }),
    answer: z.enum(['same-card', 'ignore']),
    card: z.uuid().nullable(),
    reason: z.string().nullable(),
    answeredBy: z.string(),
    at: z.iso.datetime(),
    changeId: z.uuid(),
  })
  .meta({ id: 'QuarantineAnswer' });

const reason = z.string().trim().min(1).max(1_000).meta({ description: 'Why; kept with the answer' });

export const answerRoute = defineRoute({
  method: 'POST',
  path: '/quarantine/{id}/answer',
  summary: 'Say what a record in quarantine means, for this and every later run of its source',
  description:
    'Counts for records of the same class, key and hardware, in the place of an earlier answer. `same-card`: the record without a usable key means this card; or the hardware of this card was really exchanged, or others report with the same. `ignore`: it is none of ours. A key that occurs twice in a run cannot be answered (409), nor a record that tells nothing of its hardware.',
  access: 'administer',
  params: z.object({ id: z.uuid().meta({ description: 'Id of the record in quarantine' }) }),
  body: z.discriminatedUnion('answer', [
    z.strictObject({ answer: z.literal('same-card'), card: z.uuid(), reason }),
    z.strictObject({ answer: z.literal('ignore'), reason }),
  ]),
  responses: { 200: answerSchema },
  problems: [404, 409],
});

export const listAnswersRoute = defineRoute({
  method: 'GET',
  path: '/sources/{source}/answers',
  summary: 'What was answered to records in quarantine, and counts for the next run; the newest first',
  access: 'read',
  params: sourceParams,
  query: z.object({ limit: limitParameter, cursor: cursorParameter }),
  responses: { 200: listOf(answerSchema) },
  problems: [404],
});

export const withdrawAnswerRoute = defineRoute({
  method: 'DELETE',
  path: '/sources/{source}/answers/{answer}',
  summary: 'Take an answer back: the next run asks again',
  access: 'administer',
  params: sourceParams.extend({ answer: z.uuid().meta({ description: 'Id of the answer' }) }),
  query: z.object({ reason: reasonSchema }),
  responses: { 204: 'empty' },
  problems: [404],
});

/** An answer as it is sent. */
export function toAnswerBody(row: AnswerRow): z.input<typeof answerSchema> {
  const { id, source, class: className, key, evidence, answer, cardId, actor, validFrom, changeId } = row;
  return {
    id,
    source,
    class: className,
    key,
    evidence: JSON.parse(JSON.stringify(evidence)),
    answer,
    card: cardId,
    reason: row.reason,
    answeredBy: actor,
    at: validFrom.toISOString(),
    changeId,
  };
}
