import { z } from 'zod';
import { defineOperation, idParameter, instant, listOf, pageParameters } from './operation.ts';

/** What became of a key of an agent. */
export const KEY_STATES = ['pending', 'active', 'revoked', 'replaced', 'released'] as const;

/** What a person can say of a key. */
export const KEY_DECISIONS = ['accept', 'refuse', 'revoke', 'release'] as const;
export type KeyDecision = (typeof KEY_DECISIONS)[number];

const approval = z.enum(['automatic', 'review']);

const tokenSchema = z
  .object({
    id: z.number().int(),
    label: z.string().nullable(),
    tag: z
      .string()
      .nullable()
      .meta({ description: 'TAG of the devices that enrol with it; null = what they say' }),
    approval: approval.meta({ description: 'Whether a person looks at each key that comes with it' }),
    usesLeft: z.number().int(),
    expiresAt: z.iso.datetime(),
    isRevoked: z.boolean(),
  })
  .meta({ id: 'InventoryEnrolmentToken' });

const keySchema = z
  .object({
    key: z.string().meta({ description: 'Digest of the public key, by which it is named' }),
    state: z.enum(KEY_STATES),
    deviceId: z.string(),
    device: z.number().int().nullable().meta({ description: 'The device that it reported for last' }),
    serial: z.string().nullable(),
    uuid: z.string().nullable(),
    tag: z.string().nullable(),
    reason: z.string().nullable().meta({ description: 'Why it waits, or ended' }),
    successor: z.string().nullable().meta({ description: 'The key that took its place' }),
    createdAt: instant,
    lastReportAt: instant,
  })
  .meta({ id: 'InventoryAgentKey' });

const newTokenSchema = z
  .object({
    id: z.number().int(),
    token: z.string().meta({ description: 'Told this once; only its digest is kept' }),
    expiresAt: z.iso.datetime(),
  })
  .meta({ id: 'InventoryNewEnrolmentToken' });

const line = z
  .string()
  .trim()
  .min(1)
  .max(255)
  .refine((text) => !/\p{Cc}/u.test(text), 'must have no control characters');
const hours = z
  .number()
  .int()
  .min(1)
  .max(24 * 366)
  .default(24);
const keyParams = z.object({
  key: z.string().regex(/^[A-Za-z0-9_-]{43}$/, 'must be the name of a key, 43 letters and digits'),
});

export const listEnrolmentTokens = defineOperation({
  method: 'GET',
  path: '/enrolment/tokens',
  summary: 'List the tokens by which agents enrol, without what would open anything',
  answer: listOf(tokenSchema),
});

export const createEnrolmentToken = defineOperation({
  method: 'POST',
  path: '/enrolment/tokens',
  summary: 'Make a token by which agents enrol; it is told this once',
  body: z.strictObject({
    label: line.optional(),
    tag: line.optional(),
    uses: z.number().int().min(1).max(1_000_000).default(1),
    hours: hours.meta({ description: 'How long it opens' }),
    approval: approval.default('automatic'),
  }),
  answer: newTokenSchema,
});

export const withdrawEnrolmentToken = defineOperation({
  method: 'DELETE',
  path: '/enrolment/tokens/{id}',
  summary: 'Withdraw a token; the keys that came with it stay',
  params: z.object({ id: idParameter }),
  problems: [404],
});

export const listAgentKeys = defineOperation({
  method: 'GET',
  path: '/enrolment/keys',
  summary: 'List keys of agents, the oldest first; those that are pending wait for a person',
  query: z.object({
    ...pageParameters,
    state: z.enum(KEY_STATES).optional(),
    device: idParameter.optional(),
    deviceId: line.optional(),
  }),
  answer: listOf(keySchema),
});

export const decideAgentKey = defineOperation({
  method: 'POST',
  path: '/enrolment/keys/{key}/decisions',
  summary: 'Accept or refuse a key that waits, or end one',
  description:
    'accept: it may report, and other keys of its machine are released. refuse: it never may, and owns no device. revoke: it may no more, and its device still belongs to it. release: it may no more, and lets go of its device.',
  params: keyParams,
  body: z.strictObject({ decision: z.enum(KEY_DECISIONS), reason: line.optional() }),
  answer: keySchema,
  problems: [404, 409],
});

export const rotateAgentKey = defineOperation({
  method: 'POST',
  path: '/enrolment/keys/{key}/rotation',
  summary: 'Make a token by which the agent of a key shows another one, for a person to accept',
  description: 'The key stays in force until the other one is accepted, which releases it.',
  params: keyParams,
  body: z.strictObject({ hours }),
  answer: newTokenSchema,
  problems: [404, 409],
});

export type AgentKeyAnswer = z.infer<typeof keySchema>;
