import type { SourcePolicy } from '@popis/reconciliation';

const parts = ['identification', 'precedence', 'vanished', 'breaker', 'approval'] as const;

/** A rule that one policy has and another has not. */
export interface PolicyDifference {
  readonly part: (typeof parts)[number];
  readonly change: 'added' | 'removed';
  readonly rule: object;
}

/** The rules that come and go when the policy `to` takes the place of `from`; the order of rules means nothing. */
export function comparePolicies(from: SourcePolicy, to: SourcePolicy): PolicyDifference[] {
  return parts.flatMap((part) => [
    ...without(from[part], to[part]).map((rule) => ({ part, change: 'removed' as const, rule })),
    ...without(to[part], from[part]).map((rule) => ({ part, change: 'added' as const, rule })),
  ]);
}

/** Of rules those that the others lack, as many times as they lack them. */
function without(rules: readonly object[], others: readonly object[]): object[] {
  const left = others.map(toText);
  return rules.filter((rule) => {
    const at = left.indexOf(toText(rule));
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
}

/** The same for rules that say the same, in whatever order. */
function toText(value: unknown): string {
  return JSON.stringify(value, (_key, each: unknown) =>
    each === null || typeof each !== 'object' || Array.isArray(each)
      ? each
      : Object.fromEntries(Object.entries(each).sort(([one], [other]) => (one < other ? -1 : 1))),
  );
}
