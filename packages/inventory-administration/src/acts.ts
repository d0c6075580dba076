import { z } from 'zod';
import { defineOperation, listOf, pageParameters } from './operation.ts';

/**
 * How an act ended: it was `done`, `refused` for what was asked, `failed` for a fault of ours, or only `begun` where the
 * process ended meanwhile: then nobody knows.
 */
export const ACT_OUTCOMES = ['begun', 'done', 'refused', 'failed'] as const;
export type ActOutcome = (typeof ACT_OUTCOMES)[number];

export const actSchema = z
  .object({
    id: z.number().int(),
    at: z.iso.datetime(),
    actor: z.string(),
    requestId: z.string().meta({ description: 'The id that the lines of the log carry' }),
    operation: z.string().meta({ description: 'What was to be done, like mergeDevices' }),
    target: z
      .string()
      .nullable()
      .meta({ description: 'What the address named: a key, a merge, a package …' }),
    given: z
      .string()
      .nullable()
      .meta({ description: 'What else was asked, as JSON; its first 16,000 characters' }),
    reason: z.string().nullable(),
    outcome: z.enum(ACT_OUTCOMES),
    result: z.string().nullable().meta({ description: 'The id of what was made' }),
  })
  .meta({ id: 'InventoryAct' });

export type ActAnswer = z.infer<typeof actSchema>;

const word = z.string().trim().min(1).max(255).optional();

export const listActs = defineOperation({
  method: 'GET',
  path: '/acts',
  summary: 'Who changed what through the administration, and when; the latest first',
  query: z.object({
    ...pageParameters,
    actor: word,
    operation: word,
    target: word,
    outcome: z.enum(ACT_OUTCOMES).optional(),
  }),
  answer: listOf(actSchema),
});
