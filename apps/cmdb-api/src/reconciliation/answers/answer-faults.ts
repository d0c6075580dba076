import { ConflictError, type Fault } from '@popis/errors';
import {
  type DoubtKind,
  identityOfRecord,
  identityText,
  isUsableKey,
  type RecordIdentity,
} from '@popis/reconciliation';
import type { AnsweredCardRow, DoubtedRow } from './answers.read-model.ts';

/** Doubts that end with knowing which card is meant. */
const aboutCards: readonly string[] = [
  'no-key',
  'shared-hardware',
  'other-hardware',
  'answered-card-gone',
  'answered-twice',
] satisfies DoubtKind[];

/**
 * By what a record can be known again.
 *
 * @throws ConflictError for a record that no answer helps
 */
export function identityOfDoubted(doubted: DoubtedRow): RecordIdentity {
  if (doubted.kind === 'doubled-key') {
    throw new ConflictError(
      `The key ${doubted.key} occurs several times in its run, and no answer helps that: correct it in the source`,
    );
  }
  const identity = identityOfRecord(doubted);
  if (identityText(identity) === undefined) {
    throw new ConflictError(
      'The record tells nothing of its hardware by which it could be known again: correct it in the source',
    );
  }
  return identity;
}

/** What keeps a card from being the one that a record means; `card` is undefined when none stands under its id. */
export function findCardFaults(
  doubted: DoubtedRow,
  { key }: RecordIdentity,
  card: AnsweredCardRow | undefined,
): Fault[] {
  const faults: Fault[] = [];
  if (!aboutCards.includes(doubted.kind)) {
    faults.push({
      path: 'answer',
      message: 'does not help what is wrong with this record: it can be ignored',
    });
  }
  const { keyAttribute, class: className } = doubted;
  if (card === undefined) faults.push({ path: 'card', message: 'is no card' });
  else if (card.class !== className) {
    faults.push({ path: 'card', message: `is a ${card.class}, and the record speaks of a ${className}` });
  } else if (isUsableKey(key) && card.key?.trim() !== key) {
    faults.push({
      path: 'card',
      message: `has the ${keyAttribute} ${card.key ?? ''}, and the record names ${key}`,
    });
  } else if (!isUsableKey(card.key?.trim() ?? '')) {
    faults.push({ path: 'card', message: `has no ${keyAttribute} by which a source could name it` });
  }
  return faults;
}
