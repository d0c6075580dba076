import { z } from 'zod';
import { defineOperation, idParameter, instant, listOf, pageParameters } from './operation.ts';

/** Kinds of identifiers; an identifier is written `kind:value`. */
const KINDS = ['uuid', 'serial', 'board', 'tag', 'mac', 'disk', 'name'] as const;
/** What is weighed besides identifiers. */
const WEIGHED = [...KINDS, 'deviceId', 'oldDeviceId', 'model'] as const;

const outcome = z.enum(['same', 'new', 'review']);
const answerToQuestion = z.enum(['same', 'distinct']);

const decisionSchema = z
  .object({
    id: z.number().int(),
    at: instant,
    deviceId: z.string().meta({ description: 'The DEVICEID that the contact gave' }),
    device: z.number().int().meta({ description: 'Whom it was stored with' }),
    outcome,
    placement: z.string().meta({ description: 'What was done: own, new, take-over, alias, merge …' }),
    candidate: z.number().int().nullable().meta({ description: 'The device that it is, or may be' }),
    state: z
      .enum(['open', 'same', 'distinct'])
      .nullable()
      .meta({ description: 'open while a person is asked; then the answer; null = nobody is' }),
    rules: z.string().meta({ description: 'Version of the rules that it was made by' }),
    because: z.string(),
    counterfactual: z.string().nullable().meta({ description: 'What would have decided otherwise' }),
  })
  .meta({ id: 'InventoryIdentityDecision' });

const evidenceSchema = z.record(z.string(), z.unknown());

const verdictSchema = z.object({
  device: z.number().int(),
  machine: z.enum(['physical', 'virtual']),
  standing: z.enum(['same', 'review', 'other']),
  score: z.number(),
  obstacle: z.string().nullable().meta({ description: 'Why it does not come to what its points say' }),
  isOwn: z.boolean().meta({ description: 'It reports under the DEVICEID of the contact' }),
  terms: z.array(
    z.object({
      kind: z.enum(WEIGHED),
      says: z.enum(['agrees', 'partly', 'differs']),
      values: z.array(z.string()),
      weight: z.number(),
      sharedBy: z.number().int().meta({ description: 'Other live devices that have the value' }),
      points: z.number(),
    }),
  ),
});

export const listIdentityDecisions = defineOperation({
  method: 'GET',
  path: '/identification/decisions',
  summary: 'List which device contacts were taken to come from, and why; the latest first',
  query: z.object({
    ...pageParameters,
    device: idParameter.optional().meta({ description: 'Only those that were stored with this device' }),
    outcome: outcome.optional(),
    state: z.enum(['open', 'same', 'distinct']).optional(),
  }),
  answer: listOf(decisionSchema),
});

export const listIdentityReviews = defineOperation({
  method: 'GET',
  path: '/identification/reviews',
  summary: 'List the questions whether two devices are one, the oldest first',
  query: z.object({ ...pageParameters }),
  answer: listOf(decisionSchema),
});

export const getIdentityDecision = defineOperation({
  method: 'GET',
  path: '/identification/decisions/{id}',
  summary: 'A decision with all that led to it: what the contact said, and each candidate weighed',
  params: z.object({ id: idParameter }),
  answer: z.object({
    ...decisionSchema.shape,
    evidence: evidenceSchema.meta({ description: 'What the contact said of its machine' }),
    verdicts: z.array(verdictSchema).meta({ description: 'The candidates, the best first' }),
  }),
  problems: [404],
});

export const answerIdentityReview = defineOperation({
  method: 'POST',
  path: '/identification/reviews/{id}/answers',
  summary: 'Answer whether two devices are one; the same are merged, which can be undone',
  params: z.object({ id: idParameter.meta({ description: 'Id of the decision that asks' }) }),
  body: z.strictObject({ answer: answerToQuestion }),
  answer: decisionSchema,
  problems: [404, 409],
});

const mergeSchema = z
  .object({
    id: z.number().int(),
    at: instant,
    kept: z.number().int(),
    keptDeviceId: z.string().meta({ description: 'The DEVICEID that it had before' }),
    other: z.number().int().nullable().meta({ description: 'null = an installation that had no device yet' }),
    otherDeviceId: z.string(),
    reason: z.string(),
    undoneAt: instant,
  })
  .meta({ id: 'InventoryMerge' });

export const listMerges = defineOperation({
  method: 'GET',
  path: '/identification/merges',
  summary: 'List merges of devices, the latest first',
  query: z.object({
    ...pageParameters,
    device: idParameter.optional().meta({ description: 'Only those in which this device was kept or went' }),
  }),
  answer: listOf(mergeSchema),
});

export const mergeDevices = defineOperation({
  method: 'POST',
  path: '/identification/merges',
  summary: 'Make one device of two: the kept one stays, and says from now on what the other said',
  body: z.strictObject({
    kept: z.number().int().min(1).max(2_147_483_647),
    other: z.number().int().min(1).max(2_147_483_647),
    reason: z.string().trim().min(1).max(500),
  }),
  answer: mergeSchema,
  problems: [404, 409],
});

export const undoMerge = defineOperation({
  method: 'POST',
  path: '/identification/merges/{id}/undo',
  summary: 'Take a merge back: both are devices of their own again, and are never made one by themselves',
  params: z.object({ id: idParameter }),
  answer: z.object({ kept: z.number().int(), other: z.number().int() }),
  problems: [404, 409],
});

const standing = z.enum(['demoted', 'restored']);

const identifierSchema = z
  .object({
    identifier: z.string(),
    standing: standing.meta({
      description: 'demoted = junk, for all devices; restored = it counts whatever is learned',
    }),
    holders: z.number().int(),
    moves: z.number().int(),
    reason: z.string().nullable(),
    at: instant,
  })
  .meta({ id: 'InventoryIdentifierStanding' });

const identifier = z
  .string()
  .max(150)
  .regex(
    new RegExp(`^(?:${KINDS.join('|')}):.+$`, 's'),
    `must be one of ${KINDS.join(', ')}, a colon and the value`,
  );

export const listIdentifierStandings = defineOperation({
  method: 'GET',
  path: '/identification/identifiers',
  summary: 'List identifiers that were found to be junk, or were restored, the latest first',
  query: z.object({ ...pageParameters, standing: standing.optional() }),
  answer: listOf(identifierSchema),
});

export const setIdentifierStanding = defineOperation({
  method: 'POST',
  path: '/identification/identifiers',
  summary: 'Say that an identifier is junk, or that it counts, for all devices from the next contact on',
  body: z.strictObject({ identifier, standing, reason: z.string().trim().min(1).max(255).optional() }),
  problems: [404],
});

const points = z.number().min(0).max(1_000);
const weights = z.partialRecord(z.enum(WEIGHED), z.strictObject({ agrees: points, differs: points }));
const machine = z.strictObject({ weights });
const days = z.number().min(0).max(3_650);

const triedOutcome = z.object({
  outcome,
  foundedBy: z.number().int().meta({ description: 'The contact that founded the device, counted from 0' }),
  because: z.string(),
});

export const tryIdentificationRules = defineOperation({
  method: 'POST',
  path: '/identification/trials',
  summary: 'Tell which of the latest contacts other rules would have decided otherwise; nothing is changed',
  body: z.strictObject({
    contacts: z.number().int().min(1).max(2_000).default(1_000).meta({ description: 'How many, the latest' }),
    rules: z.strictObject({
      sameFrom: points.optional(),
      reviewFrom: points.optional(),
      reviewOwnFrom: points.optional(),
      margin: points.optional(),
      partly: z.number().min(0).max(1).optional(),
      liveDays: days.optional(),
      silenceDays: days.optional(),
      silenceIntervals: days.optional(),
      demoteHolders: z.number().int().min(1).max(1_000).optional(),
      demoteMoves: z.number().int().min(1).max(1_000).optional(),
      junk: z.array(identifier).max(1_000).optional(),
      trusted: z.array(identifier).max(1_000).optional(),
      physical: machine.optional(),
      virtual: machine.optional(),
    }),
  }),
  answer: z.object({
    contacts: z.number().int(),
    devices: z.object({ current: z.number().int(), tried: z.number().int() }),
    differing: z.number().int().meta({ description: 'Contacts that would have been decided otherwise' }),
    differences: z
      .array(
        z.object({
          at: z.iso.datetime(),
          evidence: evidenceSchema,
          current: triedOutcome,
          tried: triedOutcome,
        }),
      )
      .meta({ description: 'The first hundred of them' }),
  }),
});

export type IdentityDecisionAnswer = z.infer<typeof decisionSchema>;
