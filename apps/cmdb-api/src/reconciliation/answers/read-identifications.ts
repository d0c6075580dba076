import {
  type AnsweredCard,
  type CountingEvidence,
  findAnswers,
  type Identification,
  identifyRecords,
  isUsableKey,
  normaliseKey,
  type QuarantineAnswer,
  type RecordHead,
} from '@popis/reconciliation';
import type { Tx } from '../../platform/database/database.ts';
import type { Run } from '../run.ts';
import { findKeyAttribute, listKeysOfCards, readAnswers } from './answers.read-model.ts';

/** Finds what of a run's records is not told by their keys alone, by what people have answered so far. */
export async function readIdentifications(
  tx: Tx,
  run: Run,
  heads: readonly RecordHead[],
  counting: CountingEvidence,
): Promise<Map<number, Identification>> {
  // an answer was given to the record as it came, whatever counts of it today
  const answers = findAnswers(heads, await readAnswers(tx, run.source));
  const counted = heads.map((head) => ({ ...head, evidence: counting(head.class, head.evidence) }));
  return identifyRecords(counted, answers, await readAnsweredCards(tx, run, heads, answers));
}

/** The cards that records without a key were answered to be, with the keys under which they may be reported as well. */
async function readAnsweredCards(
  tx: Tx,
  run: Run,
  heads: readonly RecordHead[],
  answers: ReadonlyMap<number, QuarantineAnswer>,
): Promise<Map<string, AnsweredCard>> {
  const wanted = new Map<string, Set<string>>();
  for (const { seq, class: className, key } of heads) {
    const cardId = answers.get(seq)?.cardId ?? null;
    if (cardId === null || isUsableKey(normaliseKey(key))) continue;
    wanted.set(className, (wanted.get(className) ?? new Set()).add(cardId));
  }
  const cards = new Map<string, AnsweredCard>();
  for (const [className, ids] of wanted) {
    const keyAttribute = (await findKeyAttribute(tx, run.id, className)) ?? 'Code';
    for (const card of await listKeysOfCards(tx, [...ids], keyAttribute)) cards.set(card.id, card);
  }
  return cards;
}
