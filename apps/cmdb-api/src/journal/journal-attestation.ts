import type { JsonValue } from '@popis/model';

/** A note as it is written. */
export interface NewNote {
  id: string;
  cardId: string;
  text: string;
}

/** What one change wrote to journals. */
export interface JournalWork {
  notes: readonly NewNote[];
  /** Ids of notes that were struck out. */
  struck: readonly string[];
}

/** The attested form of it, in the order of ids, so that it can be made again from the table. */
export function toAttestedJournal({ notes, struck }: JournalWork): JsonValue {
  const ordered = [...notes].sort((one, other) => (one.id < other.id ? -1 : 1));
  return {
    notes: ordered.map(({ id, cardId, text }) => ({ id, cardId, text })),
    struckNotes: [...struck].sort(),
  };
}
