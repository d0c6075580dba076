import type { JsonValue } from '@popis/model';
import type { QuarantineAnswer, UsableEvidence } from '@popis/reconciliation';

/** A version of an answer to a record of a source. */
export interface StoredAnswer {
  id: string;
  source: string;
  class: string;
  key: string;
  evidence: UsableEvidence;
  answer: QuarantineAnswer['answer'];
  cardId: string | null;
}

/** What one change wrote to answers. */
export interface AnswerWork {
  begun: readonly StoredAnswer[];
  /** Ids of versions that ended. */
  ended: readonly string[];
}

/** The attested form of it, in the order of ids, so that it can be made again from the table. */
export function toAttestedAnswers({ begun, ended }: AnswerWork): JsonValue {
  const ordered = [...begun].sort((one, other) => (one.id < other.id ? -1 : 1));
  return {
    quarantineAnswers: ordered.map(({ id, source, class: className, key, evidence, answer, cardId }) => ({
      id,
      source,
      class: className,
      key,
      evidence: JSON.parse(JSON.stringify(evidence)),
      answer,
      cardId,
    })),
    endedQuarantineAnswers: [...ended].sort(),
  };
}
