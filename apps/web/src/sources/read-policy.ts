import type { Fault } from '@popis/errors';
import {
  type ApprovalRule,
  type BreakerRule,
  type IdentificationRule,
  type Policy,
  type PolicyPart,
  type PrecedenceRule,
  policyParts,
  type VanishedRule,
} from './policy.ts';

/** A policy, or every fault that its shape has; whether classes and attributes exist, the server knows. */
export type PolicyReading =
  | { policy: Policy; faults: readonly [] }
  | { policy: undefined; faults: readonly Fault[] };

type Fields = Record<string, unknown>;

const actions = ['create', 'update', 'clear', 'retire', 'relate', 'unrelate', 'quarantine'];

/** Per part, what each field of a rule has to be; a question mark before it: it may be absent. */
const shapes: Record<PolicyPart, Record<string, string | readonly string[]>> = {
  identification: { class: 'text', evidence: '?kinds', junk: '?texts' },
  precedence: { class: 'text', attribute: '?text', rank: 'whole', freshDays: '?whole' },
  vanished: {
    class: 'text',
    action: ['retire', 'set', 'leave'],
    missedRuns: '?whole',
    attribute: '?text',
    value: '?anything',
    within: '?place',
  },
  breaker: { class: '?text', action: actions, number: '?whole', share: '?share' },
  approval: { class: '?text', action: actions.filter((each) => each !== 'quarantine') },
};

const evidenceKinds = ['serial', 'uuid', 'macs'];

const kinds: Readonly<Record<string, { fits: (value: unknown) => boolean; message: string }>> = {
  text: { fits: (value) => typeof value === 'string' && value !== '', message: 'must be a name' },
  whole: { fits: Number.isInteger, message: 'must be a whole number' },
  share: {
    fits: (value) => typeof value === 'number' && value >= 0 && value <= 1,
    message: 'must be a number from 0 to 1',
  },
  place: { fits: isPlace, message: 'must be {"domain": a name, "cards": [ids of cards]}' },
  kinds: {
    fits: (value) => isList(value, (each) => evidenceKinds.some((kind) => kind === each)),
    message: `must be a list of ${evidenceKinds.join(', ')}`,
  },
  texts: {
    fits: (value) => isList(value, (each) => typeof each === 'string' && each.trim() !== ''),
    message: 'must be a list of texts',
  },
  anything: { fits: (value) => value !== undefined, message: 'must have a value' },
};

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
  if (!isFields(value)) return faulty([{ path: '', message: 'must be an object' }]);
  const faults: Fault[] = Object.keys(value)
    .filter((key) => !policyParts.some((part) => part === key))
    .map((key) => ({ path: key, message: `is none of ${policyParts.join(', ')}` }));
  for (const part of policyParts) faults.push(...findPartFaults(part, value[part]));
  if (faults.length > 0) return faulty(faults);
  return { policy: toPolicy(value), faults: [] };
}

/** To be called for what has no faults only. */
function toPolicy(value: Fields): Policy {
  const rulesOf = <Rule>(part: PolicyPart) => (value[part] ?? []) as Rule[];
  const vanished = rulesOf<Partial<VanishedRule> & Pick<VanishedRule, 'class' | 'action'>>('vanished');
  return {
    identification: rulesOf<IdentificationRule>('identification'),
    precedence: rulesOf<PrecedenceRule>('precedence'),
    vanished: vanished.map((rule) => ({ ...rule, missedRuns: rule.missedRuns ?? 1 })),
    ...(value.breaker === undefined ? {} : { breaker: rulesOf<BreakerRule>('breaker') }),
    approval: rulesOf<ApprovalRule>('approval'),
  };
}

function findPartFaults(part: PolicyPart, rules: unknown): Fault[] {
  if (rules === undefined) return [];
  if (!Array.isArray(rules)) return [{ path: part, message: 'must be a list of rules' }];
  return rules.flatMap((rule: unknown, index) => {
    const path = `${part}.${index}`;
    return isFields(rule) ? findRuleFaults(part, rule, path) : [{ path, message: 'must be an object' }];
  });
}

function findRuleFaults(part: PolicyPart, rule: Fields, path: string): Fault[] {
  const shape = shapes[part];
  const faults: Fault[] = Object.keys(rule)
    .filter((key) => !Object.hasOwn(shape, key))
    .map((key) => ({ path: `${path}.${key}`, message: `is none of ${Object.keys(shape).join(', ')}` }));
  for (const [key, wanted] of Object.entries(shape)) {
    const message = findValueFault(rule[key], wanted);
    if (message !== undefined) faults.push({ path: `${path}.${key}`, message });
  }
  if (part === 'breaker' && rule.number === undefined && rule.share === undefined) {
    faults.push({ path, message: 'must have a number, a share, or both' });
  }
  return part === 'vanished' ? [...faults, ...findVanishedFaults(rule, path)] : faults;
}

function findVanishedFaults(rule: Fields, path: string): Fault[] {
  const isSet = rule.action === 'set';
  return ['attribute', 'value']
    .filter((key) => (rule[key] !== undefined) !== isSet)
    .map((key) => ({
      path: `${path}.${key}`,
      message: isSet ? 'must be said with the action set' : 'goes with the action set only',
    }));
}

function findValueFault(value: unknown, wanted: string | readonly string[]): string | undefined {
  if (typeof wanted !== 'string') {
    return wanted.some((each) => each === value) ? undefined : `must be one of ${wanted.join(', ')}`;
  }
  if (wanted.startsWith('?') && value === undefined) return undefined;
  const kind = kinds[wanted.replace('?', '')];
  return kind === undefined || kind.fits(value) ? undefined : kind.message;
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isList(value: unknown, fits: (each: unknown) => boolean): boolean {
  return Array.isArray(value) && value.every(fits);
}

function isPlace(value: unknown): boolean {
  if (!isFields(value) || typeof value.domain !== 'string' || !Array.isArray(value.cards)) return false;
  return value.cards.length > 0 && value.cards.every((card) => typeof card === 'string');
}

function faulty(faults: readonly Fault[]): PolicyReading {
  return { policy: undefined, faults };
}
