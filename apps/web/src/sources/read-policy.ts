import { sourcePolicySchema } from '@popis/api-client';
import type { Fault } from '@popis/errors';
import type { Policy } from './policy.ts';
import { findSchemaFaults, type JsonSchema } from './schema-faults.ts';

/** A policy, or every fault that its shape has; whether classes and attributes exist, the server knows. */
export type PolicyReading =
  | { policy: Policy; faults: readonly [] }
  | { policy: undefined; faults: readonly Fault[] };

/** A policy of the right shape, which may leave out what has a default. */
type GivenPolicy = Partial<Omit<Policy, 'vanished'>> & {
  vanished?: (Omit<Policy['vanished'][number], 'missedRuns'> & { missedRuns?: number })[];
};

const shape: JsonSchema = sourcePolicySchema;

/** Reads a policy that somebody writes. */
export function parsePolicy(text: string): PolicyReading {
  try {
    return readPolicy(JSON.parse(text));
  } catch (error) {
    return faulty([{ path: '', message: `is no JSON: ${error instanceof Error ? error.message : ''}` }]);
  }
}

/** Reads what is to be a policy. */
export function readPolicy(value: unknown): PolicyReading {
  if (!isGiven(value)) return faulty(findSchemaFaults(shape, value));
  const faults = findRuleFaults(value);
  return faults.length > 0 ? faulty(faults) : { policy: withDefaults(value), faults: [] };
}

function isGiven(value: unknown): value is GivenPolicy {
  return findSchemaFaults(shape, value).length === 0;
}

function withDefaults({
  identification = [],
  precedence = [],
  vanished = [],
  breaker,
  approval = [],
}: GivenPolicy): Policy {
  return {
    identification,
    precedence,
    vanished: vanished.map((rule) => ({ ...rule, missedRuns: rule.missedRuns ?? 1 })),
    ...(breaker === undefined ? {} : { breaker }),
    approval,
  };
}

/** What no schema says: which fields of a rule go with which. The server refuses the same. */
function findRuleFaults({ vanished = [], breaker = [] }: GivenPolicy): Fault[] {
  const faults: Fault[] = [];
  for (const [index, rule] of vanished.entries()) {
    const isSet = rule.action === 'set';
    for (const key of ['attribute', 'value'] as const) {
      if ((rule[key] !== undefined) === isSet) continue;
      const message = isSet ? 'must be said with the action set' : 'goes with the action set only';
      faults.push({ path: `vanished.${index}.${key}`, message });
    }
  }
  for (const [index, { number, share }] of breaker.entries()) {
    if (number === undefined && share === undefined)
      faults.push({ path: `breaker.${index}`, message: 'must have a number, a share, or both' });
  }
  return faults;
}

function faulty(faults: readonly Fault[]): PolicyReading {
  return { policy: undefined, faults };
}
