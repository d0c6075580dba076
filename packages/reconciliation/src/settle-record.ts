import type { Answered, SameCardAnswer } from './answers.ts';
import type { CurrentMaster } from './current-state.ts';
import type { Doubt } from './doubt.ts';
import { contradicts, toUsableEvidence } from './evidence.ts';
import { isUsableKey, normaliseKey } from './identity.ts';
import type { RunRecord } from './run-record.ts';

/** A record as it is to be planned, with the answer that this follows from, if any; or the doubt that forbids it. */
export type Settled =
  | { readonly record: RunRecord; readonly because?: SameCardAnswer; readonly doubt?: undefined }
  | { readonly doubt: Doubt };

/** Holds a record against the card that its key or an answer names. */
export function settleRecord(
  record: RunRecord,
  current: CurrentMaster | undefined,
  answered: Answered | undefined,
): Settled {
  const doubt = answered?.doubt ?? findContradiction(record, current);
  if (doubt === undefined) return { record };
  if (answered === undefined) return { doubt };
  const { answer } = answered;
  const isMeant = current?.card.id === answer.cardId;
  if (isUsableKey(record.key)) return isMeant ? { record, because: answer } : { doubt };
  const key = isMeant ? current.card.attributes[record.keyAttribute] : undefined;
  if (typeof key !== 'string' || !isUsableKey(normaliseKey(key))) {
    return { doubt: { kind: 'answered-card-gone', cardId: answer.cardId } };
  }
  return { record: underKey(record, key), because: answer };
}

function findContradiction(record: RunRecord, current: CurrentMaster | undefined): Doubt | undefined {
  const seen = toUsableEvidence(record.evidence);
  if (!current?.evidence || !contradicts(current.evidence, seen)) return undefined;
  return { kind: 'other-hardware', known: current.evidence, seen };
}

/**
 * A record as it would read had it come under another key. A part's Code that begins with the key and a slash, as mappings
 * write it, goes along: else every part would be another one.
 */
export function underKey(record: RunRecord, key: string): RunRecord {
  const prefix = `${record.key}/`;
  const parts = record.parts.map((part) => {
    const { Code: code } = part.attributes;
    if (part.shared || typeof code !== 'string' || !code.startsWith(prefix)) return part;
    return { ...part, attributes: { ...part.attributes, Code: `${key}/${code.slice(prefix.length)}` } };
  });
  return { ...record, key, attributes: { ...record.attributes, [record.keyAttribute]: key }, parts };
}

/** Says of a step, after its reason, whose answer it follows. */
export function tellAnswer({ by, at, reason }: SameCardAnswer): string {
  return `answered to be this card by ${by} on ${at.slice(0, 10)}: ${reason}`;
}
