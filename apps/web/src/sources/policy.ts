import type { components } from '@popis/api-client';

/** The policy of a source, as it is sent to the server. */
export type Policy = components['schemas']['SourcePolicy'];
export type IdentificationRule = Policy['identification'][number];
export type PrecedenceRule = Policy['precedence'][number];
export type VanishedRule = Policy['vanished'][number];
export type BreakerRule = NonNullable<Policy['breaker']>[number];
export type ApprovalRule = Policy['approval'][number];

/** What stands of limits where a policy says nothing; held against `DEFAULT_POLICY` by a test. */
export const defaultBreaker: readonly BreakerRule[] = [
  { action: 'retire', number: 3, share: 0.2 },
  { action: 'retire', number: 200, share: 0.02 },
  { action: 'clear', number: 3, share: 0.5 },
  { action: 'clear', number: 20, share: 0.2 },
  { action: 'quarantine', number: 3, share: 0.5 },
];

/** The parts of a policy, in the order in which they are told. */
export const policyParts = ['identification', 'precedence', 'vanished', 'breaker', 'approval'] as const;
export type PolicyPart = (typeof policyParts)[number];
