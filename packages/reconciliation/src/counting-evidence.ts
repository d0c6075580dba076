import { normaliseMac, normaliseSerial, normaliseUuid } from '@popis/identification';
import { type Evidence, toUsableEvidence, type UsableEvidence } from './evidence.ts';
import { type IsA, nearestRule, type SourcePolicy } from './policy.ts';

/** What of the hardware that a record tells counts for telling its card, by the class of the record. */
export type CountingEvidence = (className: string, evidence: Evidence | null | undefined) => UsableEvidence;

/** Evidence as the policy of its source lets it count: of the kinds it names, and without the values that it calls junk. */
export function countingEvidence(policy: Pick<SourcePolicy, 'identification'>, isA: IsA): CountingEvidence {
  if (policy.identification.length === 0) return (_className, evidence) => toUsableEvidence(evidence);
  const junk = new Map(policy.identification.map((rule) => [rule, toJunk(rule.junk ?? [])]));
  return (className, evidence) => {
    const usable = toUsableEvidence(evidence);
    const rule = nearestRule(
      policy.identification.filter((each) => isA(className, each.class)),
      isA,
    );
    if (rule === undefined) return usable;
    const counts = (kind: keyof UsableEvidence, value: string) =>
      (rule.evidence ?? evidenceKinds).includes(kind) && junk.get(rule)?.has(value) !== true;
    return {
      serial: usable.serial !== null && counts('serial', usable.serial) ? usable.serial : null,
      uuid: usable.uuid !== null && counts('uuid', usable.uuid) ? usable.uuid : null,
      macs: usable.macs.filter((mac) => counts('macs', mac)),
    };
  };
}

/** Kinds of evidence. */
export const evidenceKinds = ['serial', 'uuid', 'macs'] as const satisfies readonly (keyof UsableEvidence)[];

/** A value in all forms in which one of the kinds would have it. */
function toJunk(values: readonly string[]): Set<string> {
  const forms = values.flatMap((value) => [
    normaliseSerial(value),
    normaliseUuid(value),
    normaliseMac(value),
  ]);
  return new Set(forms.filter((form) => form !== null));
}
