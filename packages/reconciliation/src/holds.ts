import type { ApprovalRule, BreakerRule, GuardedAction, IsA, SourcePolicy } from './policy.ts';

/** How many steps of a plan do one thing to cards of one class. */
export interface StepCount {
  readonly class: string;
  readonly action: GuardedAction;
  readonly count: number;
}

/** A part of a plan that is held back, with what speaks for that. */
export interface Hold {
  readonly class: string;
  /** What is too much, or needs a person's consent. */
  readonly action: GuardedAction;
  /** The steps that wait: those of the action, or where records could not be identified what absence would lead to. */
  readonly holds: Exclude<GuardedAction, 'quarantine'>;
  readonly cause: 'breaker' | 'approval';
  readonly count: number;
  /** Cards of the class that the source knows. */
  readonly population: number;
  readonly limit: { readonly number?: number | undefined; readonly share?: number | undefined } | null;
  readonly reason: string;
}

/** Finds what of a plan has to wait for a person: what goes beyond a limit, and what needs consent in any case. */
export function planHolds(
  policy: SourcePolicy,
  counts: readonly StepCount[],
  populations: ReadonlyMap<string, number>,
  isA: IsA,
): Hold[] {
  const holds: Hold[] = [];
  for (const counted of counts) {
    if (counted.count === 0) continue;
    const population = Math.max(populations.get(counted.class) ?? 0, counted.count);
    const limit = policy.breaker.find(
      (rule) => concerns(rule, counted, isA) && isBeyond(rule, counted.count, population),
    );
    const approval = policy.approval.find((rule) => concerns(rule, counted, isA));
    const isIdle = counted.action === 'quarantine' && !counts.some((each) => retiresOf(each, counted.class));
    if (isIdle) continue;
    if (limit !== undefined) holds.push(toBreakerHold(limit, counted, population));
    else if (approval !== undefined && counted.action !== 'quarantine') {
      const { class: className, action, count } = counted;
      const reason = `The policy of the source asks for consent to ${action} ${className}`;
      holds.push({
        class: className,
        action,
        holds: action,
        cause: 'approval',
        count,
        population,
        limit: null,
        reason,
      });
    }
  }
  return holds;
}

function retiresOf(counted: StepCount, className: string): boolean {
  return counted.class === className && counted.action === 'retire' && counted.count > 0;
}

function concerns(rule: BreakerRule | ApprovalRule, counted: StepCount, isA: IsA): boolean {
  return rule.action === counted.action && (rule.class === undefined || isA(counted.class, rule.class));
}

function isBeyond({ number, share }: BreakerRule, count: number, population: number): boolean {
  return count > (number ?? 0) && count > (share ?? 0) * population;
}

function toBreakerHold(rule: BreakerRule, counted: StepCount, population: number): Hold {
  const { class: className, action, count } = counted;
  const limits: string[] = [];
  if (rule.number !== undefined) limits.push(`${rule.number}`);
  if (rule.share !== undefined) limits.push(`${formatPercent(rule.share)} of them`);
  const reason = `${action} ${count} of ${population} ${className} (${formatPercent(count / population)}), more than ${limits.join(' and ')}`;
  const { number, share } = rule;
  const holds = action === 'quarantine' ? 'retire' : action;
  return {
    class: className,
    action,
    holds,
    cause: 'breaker',
    count,
    population,
    limit: { number, share },
    reason,
  };
}

function formatPercent(share: number): string {
  return `${Math.round(share * 1000) / 10} %`;
}
