import type { NewAnswer } from '../api/quarantine.ts';
import type { QuarantinedRecord } from '../api/types.ts';

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
