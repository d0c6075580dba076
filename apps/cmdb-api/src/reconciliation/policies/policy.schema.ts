import { evidenceKinds, type SourcePolicy } from '@popis/reconciliation';
import { z } from 'zod';
import type { PolicyVersion } from './policies.read-model.ts';
import type { PolicyDifference } from './policy-differences.ts';

const name = z.string().min(1).max(100);
const ofClass = name.optional().meta({ description: 'Absent: every class, each by itself' });
const whole = z.int().min(0).max(1_000_000_000);

export const guardedActions = [
  'create',
  'update',
  'clear',
  'retire',
  'relate',
  'unrelate',
  'quarantine',
] as const;

const precedenceRule = z.strictObject({
  class: name.meta({ description: 'Counts for its descendants too, unless one has a rule of its own' }),
  attribute: name.optional().meta({ description: 'Absent: every attribute of the class' }),
  rank: z.int().min(-1_000).max(1_000).meta({
    description: 'The higher one holds. A source without a rule has 0, what a person sets 100',
  }),
  freshDays: z
    .int()
    .min(1)
    .max(36_500)
    .optional()
    .meta({ description: 'A value that the source has not confirmed for longer stands below all others' }),
});

const vanishedRule = z
  .strictObject({
    class: name,
    action: z.enum(['retire', 'set', 'leave']),
    missedRuns: z.int().min(1).max(1_000).default(1).meta({
      description: 'Full runs in a row that must not mention a card before anything is done about it',
    }),
    attribute: name.optional().meta({ description: 'With `set`: what is set until the card comes back' }),
    value: z.json().optional(),
    within: z
      .strictObject({ domain: name, cards: z.array(z.uuid()).min(1).max(10_000) })
      .optional()
      .meta({
        description:
          'Only cards that this domain relates to one of these, such as those of some rooms or sectors',
      }),
  })
  .superRefine((rule, context) => {
    const isSet = rule.action === 'set';
    if (isSet && rule.attribute === undefined)
      context.addIssue({ code: 'custom', path: ['attribute'], message: 'must say what is set' });
    if (isSet && rule.value === undefined)
      context.addIssue({ code: 'custom', path: ['value'], message: 'must say to what it is set' });
    if (!isSet && rule.attribute !== undefined)
      context.addIssue({ code: 'custom', path: ['attribute'], message: 'goes with the action set only' });
    if (!isSet && rule.value !== undefined)
      context.addIssue({ code: 'custom', path: ['value'], message: 'goes with the action set only' });
  });

const breakerRule = z
  .strictObject({
    class: ofClass,
    action: z.enum(guardedActions),
    number: whole
      .optional()
      .meta({ description: 'Most cards of a class; with `share`, both must be exceeded' }),
    share: z.number().min(0).max(1).optional().meta({
      description: 'Largest share of the cards of the class that the source knows',
    }),
  })
  .refine((rule) => rule.number !== undefined || rule.share !== undefined, {
    error: 'must have a number, a share, or both',
  });

const approvalRule = z.strictObject({
  class: ofClass,
  action: z.enum(guardedActions).exclude(['quarantine']),
});

const identificationRule = z.strictObject({
  class: name,
  evidence: z.array(z.enum(evidenceKinds)).max(3).optional().meta({
    description: 'The kinds of hardware evidence that count; absent: all',
  }),
  junk: z.array(z.string().trim().min(1).max(200)).max(1_000).optional().meta({
    description: 'Serial numbers, UUIDs and hardware addresses that say nothing here',
  }),
});

const rules = <Rule extends z.ZodType>(rule: Rule) => z.array(rule).max(200);

/** The policy of a source on its way in: what it does not mention is as without a policy. */
export const policySchema = z
  .strictObject({
    identification: rules(identificationRule).default([]).meta({
      description: 'What of the hardware counts for telling whether a record means the card of its key',
    }),
    precedence: rules(precedenceRule).default([]),
    vanished: rules(vanishedRule).default([]),
    breaker: rules(breakerRule).optional().meta({
      description:
        'Beyond any of these, that part of a plan waits for a person. Absent: retire beyond 3 cards and 20 % of a class, or 200 and 2 %; clear beyond 3 and 50 %, or 20 and 20 %; retire when more than 3 records and 50 % of a class cannot be identified',
    }),
    approval: rules(approvalRule).default([]).meta({ description: 'Steps that always wait for a person' }),
  })
  .meta({ id: 'SourcePolicy' });

export const policyVersionSchema = z
  .object({
    policy: z.json(),
    changeId: z.uuid(),
    validFrom: z.iso.datetime(),
    validTo: z.iso.datetime().nullable(),
    actor: z.string(),
    reason: z.string().nullable(),
  })
  .meta({ id: 'SourcePolicyVersion' });

export const policyPreviewSchema = z
  .object({
    policy: z
      .json()
      .meta({ description: 'The SourcePolicy that would stand, with what it leaves out filled in' }),
    differences: z
      .array(
        z.object({
          part: z.enum(['identification', 'precedence', 'vanished', 'breaker', 'approval']),
          change: z.enum(['added', 'removed']),
          rule: z.json(),
        }),
      )
      .meta({ description: 'Rules that would come and go; empty when the policy that stands says the same' }),
  })
  .meta({ id: 'SourcePolicyPreview' });

/** What a policy would alter, as it is sent. */
export function toPolicyPreview(preview: {
  policy: SourcePolicy;
  differences: readonly PolicyDifference[];
}): z.input<typeof policyPreviewSchema> {
  return JSON.parse(JSON.stringify(preview));
}

/** A version of a policy as it is sent. */
export function toPolicyVersion(version: PolicyVersion): z.input<typeof policyVersionSchema> {
  const { policy, changeId, validFrom, validTo, actor, reason } = version;
  return {
    policy: JSON.parse(JSON.stringify(policy)),
    changeId,
    validFrom: validFrom.toISOString(),
    validTo: validTo?.toISOString() ?? null,
    actor,
    reason,
  };
}
