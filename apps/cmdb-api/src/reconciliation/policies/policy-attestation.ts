import type { JsonValue } from '@popis/model';
import type { SourcePolicy } from '@popis/reconciliation';

/** A version of the policy of a source. */
export interface StoredPolicy {
  id: string;
  source: string;
  policy: SourcePolicy;
}

/** What one change wrote to policies. */
export interface PolicyWork {
  begun: readonly StoredPolicy[];
  /** Ids of versions that ended. */
  ended: readonly string[];
}

/** The attested form of it, in the order of ids, so that it can be made again from the table. */
export function toAttestedPolicies({ begun, ended }: PolicyWork): JsonValue {
  const ordered = [...begun].sort((one, other) => (one.id < other.id ? -1 : 1));
  return {
    sourcePolicies: ordered.map(({ id, source, policy }) => ({ id, source, policy: toJson(policy) })),
    endedSourcePolicies: [...ended].sort(),
  };
}

/** As the table gives it back: without what is not set. */
function toJson(policy: SourcePolicy): JsonValue {
  return JSON.parse(JSON.stringify(policy));
}
