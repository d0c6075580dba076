import type { AttributeValue } from '@popis/model';
import type { Candidate, Precedence } from './candidate.ts';
import type { PlanAction } from './plan.ts';

/** What a policy can limit or submit to approval. `clear` = an update that takes a value away. */
export type GuardedAction = Exclude<PlanAction, 'keep' | 'handover'> | 'clear';

/** How the word of the source counts beside that of others. */
export interface PrecedenceRule {
  readonly class: string;
  /** Absent: every attribute of the class. */
  readonly attribute?: string | undefined;
  /** The higher one holds. A source without a rule has 0, what a person sets 100. */
  readonly rank: number;
  /** A value that was not confirmed for longer stands below all others. */
  readonly freshDays?: number | undefined;
}

/** What becomes of masters that the source does not mention any more. */
export interface VanishedRule {
  readonly class: string;
  readonly action: 'retire' | 'set' | 'leave';
  /** Full runs in a row that have to miss a card before anything is done. */
  readonly missedRuns: number;
  /** With `set`: the attribute and the value that it gets until the card comes back. */
  readonly attribute?: string | undefined;
  readonly value?: AttributeValue | undefined;
  /** Only cards related on this domain to one of these cards, such as those of some rooms. */
  readonly within?: { readonly domain: string; readonly cards: readonly string[] } | undefined;
}

/** Held back when more than `number` cards of a class, and more than `share` of them, would be concerned. */
export interface BreakerRule {
  /** Absent: every class, each by itself. */
  readonly class?: string | undefined;
  readonly action: GuardedAction;
  readonly number?: number | undefined;
  /** Of the cards of the class that the source knows, 0 to 1. */
  readonly share?: number | undefined;
}

/** What a person has to agree to. */
export interface ApprovalRule {
  readonly class?: string | undefined;
  readonly action: Exclude<GuardedAction, 'quarantine'>;
}

/** What of the hardware that records tell counts for telling whether they mean the card of their key. */
export interface IdentificationRule {
  readonly class: string;
  /** The kinds that count; absent: all. What does not count neither contradicts a key nor shares hardware. */
  readonly evidence?: readonly ('serial' | 'uuid' | 'macs')[] | undefined;
  /** Serial numbers, UUIDs and addresses that say nothing here. */
  readonly junk?: readonly string[] | undefined;
}

/** The rules by which runs of one source are planned. */
export interface SourcePolicy {
  readonly identification: readonly IdentificationRule[];
  readonly precedence: readonly PrecedenceRule[];
  readonly vanished: readonly VanishedRule[];
  readonly breaker: readonly BreakerRule[];
  readonly approval: readonly ApprovalRule[];
}

/**
 * What a source without a policy of its own goes by. Two limits each: a share, for estates in which it is a handful of cards,
 * and a number with a small share, for those in which a page of the source's answers is hundreds. A value that is gone comes
 * back with the next good run, so more may be cleared than retired: a night on which few are logged in is no fault.
 */
export const DEFAULT_POLICY: SourcePolicy = {
  identification: [],
  precedence: [],
  vanished: [],
  breaker: [
    { action: 'retire', number: 3, share: 0.2 },
    { action: 'retire', number: 200, share: 0.02 },
    { action: 'clear', number: 3, share: 0.5 },
    { action: 'clear', number: 20, share: 0.2 },
    { action: 'quarantine', number: 3, share: 0.5 },
  ],
  approval: [],
};

/** Whether a class is another, or descends from it. */
export type IsA = (className: string, other: string) => boolean;

const personRank = 100;
const staleRank = Number.NEGATIVE_INFINITY;
const dayMs = 86_400_000;

/**
 * Who stands above whom on each attribute, by what all sources' policies say of themselves: nothing that one says
 * depends on the order in which they were asked.
 */
export function precedenceBy(
  policies: ReadonlyMap<string, SourcePolicy>,
  isA: IsA,
): (className: string, attribute: string) => Precedence {
  return (className, attribute) => (candidate, now) => {
    const rules = policies.get(candidate.source)?.precedence ?? [];
    const applying = rules.filter(
      (rule) => isA(className, rule.class) && (rule.attribute ?? attribute) === attribute,
    );
    const rule =
      nearestRule(
        applying.filter((each) => each.attribute !== undefined),
        isA,
      ) ?? nearestRule(applying, isA);
    if (rule?.freshDays !== undefined && isOlder(candidate, now, rule.freshDays)) return staleRank;
    return rule?.rank ?? (candidate.source === 'person' ? personRank : 0);
  };
}

/** The rule for cards of a class that vanished: of several the one of the nearest class. */
export function vanishedRuleOf(policy: SourcePolicy, className: string, isA: IsA): VanishedRule {
  const applying = policy.vanished.filter((rule) => isA(className, rule.class));
  return nearestRule(applying, isA) ?? { class: className, action: 'retire', missedRuns: 1 };
}

/** Whether any policy lets values grow old. */
export function needsFreshness(policies: ReadonlyMap<string, SourcePolicy>): boolean {
  for (const { precedence } of policies.values()) {
    if (precedence.some((rule) => rule.freshDays !== undefined)) return true;
  }
  return false;
}

/** Of several rules the one of the nearest class. */
export function nearestRule<Rule extends { readonly class: string }>(
  rules: readonly Rule[],
  isA: IsA,
): Rule | undefined {
  let nearest: Rule | undefined;
  for (const rule of rules) {
    if (nearest === undefined || (rule.class !== nearest.class && isA(rule.class, nearest.class)))
      nearest = rule;
  }
  return nearest;
}

function isOlder(candidate: Candidate, now: string, days: number): boolean {
  return Date.parse(now) - Date.parse(candidate.at) > days * dayMs;
}
