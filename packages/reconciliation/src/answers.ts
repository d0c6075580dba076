import { canonicalJson } from '@popis/model';
import type { Doubt } from './doubt.ts';
import { toUsableEvidence, type UsableEvidence } from './evidence.ts';
import { findUnidentified, isUsableKey, normaliseKey, type RecordHead } from './identity.ts';

/** By what a record is known again: its class, its key in compared form, and all that it usably tells of its hardware. */
export interface RecordIdentity {
  readonly class: string;
  readonly key: string;
  readonly evidence: UsableEvidence;
}

/** What a person said once and for all of a record that could not be identified. */
export type QuarantineAnswer = RecordIdentity & {
  readonly id: string;
  readonly by: string;
  /** UTC instant, ISO 8601. */
  readonly at: string;
  readonly reason: string;
} & (
    | { readonly answer: 'same-card'; readonly cardId: string }
    | { readonly answer: 'ignore'; readonly cardId: null }
  );

/** An answer that says which card a record means. */
export type SameCardAnswer = Extract<QuarantineAnswer, { answer: 'same-card' }>;

/** A card that an answer names, with the key by which records name it. */
export interface AnsweredCard {
  readonly class: string;
  readonly key: string | null;
}

/** An answer to a record, with the doubt that it takes away; one that planning may still find has no place here. */
export interface Answered {
  readonly answer: SameCardAnswer;
  readonly doubt: Doubt | undefined;
}

/** What is known of a record before its card is looked at. A record without any is named by its key. */
export type Identification =
  | { readonly kind: 'doubted'; readonly doubt: Doubt }
  | { readonly kind: 'ignored'; readonly answer: QuarantineAnswer }
  | ({ readonly kind: 'answered' } & Answered);

/** What identifies a record for an answer. */
export function identityOfRecord(head: Omit<RecordHead, 'seq'>): RecordIdentity {
  return {
    class: head.class,
    key: normaliseKey(head.key),
    evidence: toUsableEvidence(head.evidence),
  };
}

/**
 * One text for what identifies a record; `undefined` when nothing is known of its hardware: an answer to it would count for
 * whatever comes under that key, and the question could never come again.
 */
export function identityText({ class: className, key, evidence }: RecordIdentity): string | undefined {
  const { serial, uuid, macs } = evidence;
  if (serial === null && uuid === null && macs.length === 0) return undefined;
  return canonicalJson([className, key, serial, uuid, [...macs]]);
}

/** The standing answers to records of a run, by `seq`. An answer counts for exactly the record that it was given to. */
export function findAnswers(
  heads: readonly RecordHead[],
  answers: readonly QuarantineAnswer[],
): Map<number, QuarantineAnswer> {
  const found = new Map<number, QuarantineAnswer>();
  if (answers.length === 0) return found;
  const byIdentity = new Map(answers.map((answer) => [identityText(answer), answer]));
  for (const head of heads) {
    const text = identityText(identityOfRecord(head));
    const answer = text === undefined ? undefined : byIdentity.get(text);
    if (answer !== undefined) found.set(head.seq, answer);
  }
  return found;
}

/**
 * Finds what of a run's records is not told by their keys alone, by `seq`: what is doubted, what was answered. `cards` has
 * the cards that answers name and that stand.
 *
 * No answer helps a key that occurs twice. What is ignored does not count as hardware under another key. A record
 * without a key is refused, whatever was answered, if its card has another record in the run.
 */
export function identifyRecords(
  heads: readonly RecordHead[],
  answers: ReadonlyMap<number, QuarantineAnswer>,
  cards: ReadonlyMap<string, AnsweredCard>,
): Map<number, Identification> {
  const isIgnored = ({ seq }: RecordHead) => answers.get(seq)?.answer === 'ignore';
  const doubts = findUnidentified(heads, isIgnored);
  const records = countRecords(heads, answers, cards);
  const known = new Map<number, Identification>();
  for (const { seq, key } of heads) {
    const doubt = doubts.get(seq);
    const answer = answers.get(seq);
    if (doubt?.kind === 'doubled-key' || (doubt !== undefined && answer === undefined)) {
      known.set(seq, { kind: 'doubted', doubt });
    } else if (answer?.answer === 'ignore') {
      known.set(seq, { kind: 'ignored', answer });
    } else if (answer !== undefined) {
      const times = records.get(answer.cardId) ?? 1;
      const isDoubled = !isUsableKey(normaliseKey(key)) && times > 1;
      const { cardId } = answer;
      if (isDoubled) known.set(seq, { kind: 'doubted', doubt: { kind: 'answered-twice', cardId, times } });
      else known.set(seq, { kind: 'answered', answer, doubt });
    }
  }
  return known;
}

/** How many records of the run stand for each of the cards, by its key or by an answer. */
function countRecords(
  heads: readonly RecordHead[],
  answers: ReadonlyMap<number, QuarantineAnswer>,
  cards: ReadonlyMap<string, AnsweredCard>,
): Map<string, number> {
  const byKey = new Map<string, string[]>();
  for (const [cardId, { class: className, key }] of cards) {
    const text = `${className}\n${normaliseKey(key ?? '')}`;
    byKey.set(text, [...(byKey.get(text) ?? []), cardId]);
  }
  const counts = new Map<string, number>();
  for (const { seq, class: className, key: given } of heads) {
    const answer = answers.get(seq);
    const key = normaliseKey(given);
    if (answer?.answer === 'ignore') continue;
    const keyless = answer === undefined ? [] : [answer.cardId];
    const meant = isUsableKey(key) ? (byKey.get(`${className}\n${key}`) ?? []) : keyless;
    for (const cardId of meant) counts.set(cardId, (counts.get(cardId) ?? 0) + 1);
  }
  return counts;
}
