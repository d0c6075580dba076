import type { NewAnswer } from '../api/quarantine.ts';
import type { CardSummary, QuarantinedRecord } from '../api/types.ts';

/** An answer that may be given, in words. */
export interface AnswerChoice {
  answer: NewAnswer['answer'];
  label: string;
}

const ignore: AnswerChoice = { answer: 'ignore', label: 'It is none of ours: leave it out' };

const sameCard: Partial<Record<QuarantinedRecord['kind'], string>> = {
  'no-key': 'It is this card',
  'other-hardware': 'It is the same card: its hardware was exchanged',
  'shared-hardware': 'It is the card with this key all the same',
  'answered-card-gone': 'It is this card',
  'answered-twice': 'It is this card',
};

/** What may be answered to a record; nothing where no answer helps. */
export function listAnswerChoices(kind: QuarantinedRecord['kind']): readonly AnswerChoice[] {
  if (kind === 'doubled-key') return [];
  const label = sameCard[kind];
  return label === undefined ? [ignore] : [{ answer: 'same-card', label }, ignore];
}

/** Whether the card that a record may mean is the one with its key. */
export function meansCardOfKey({ kind }: Pick<QuarantinedRecord, 'kind'>): boolean {
  return kind === 'other-hardware' || kind === 'shared-hardware';
}

/** The one card that has the key of a record, among some that were found; undefined where none or several have. */
export function findCardOfKey(
  { key }: Pick<QuarantinedRecord, 'key'>,
  found: readonly CardSummary[],
): CardSummary | undefined {
  const [first, ...others] = found.filter(({ code }) => code === key);
  return others.length === 0 ? first : undefined;
}
