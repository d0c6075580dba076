import type { Change } from '../changes/attestation.ts';
import type { Tx } from '../platform/database/database.ts';
import type { NewNote } from './journal-attestation.ts';

export async function insertNote(tx: Tx, change: Change, note: NewNote): Promise<void> {
  await tx.query(
    `INSERT INTO journal_note (id, card_id, text, valid_from, change_id) VALUES ($1, $2, $3, $4, $5)`,
    [note.id, note.cardId, note.text, change.at, change.id],
  );
}

/** Waits for whoever else is striking out the note. */
export async function lockNote(
  tx: Tx,
  cardId: string,
  id: string,
): Promise<{ validFrom: Date; isStruck: boolean } | undefined> {
  const rows: { validFrom: Date; isStruck: boolean }[] = await tx.query(
    `SELECT journal_note.valid_from AS "validFrom", journal_note.struck_at IS NOT NULL AS "isStruck"
     FROM journal_note WHERE journal_note.id = $1 AND journal_note.card_id = $2 FOR UPDATE`,
    [id, cardId],
  );
  return rows[0];
}

export async function strikeNote(tx: Tx, change: Change, id: string): Promise<void> {
  await tx.query('UPDATE journal_note SET struck_at = $2, struck_change_id = $3 WHERE id = $1', [
    id,
    change.at,
    change.id,
  ]);
}
