import type { Tx } from '../platform/database/database.ts';

/**
 * When a card retired last, if it ever did. Its last version is locked: whoever restores the card at the same time waits,
 * and then finds it restored.
 */
export async function lockRetirement(tx: Tx, cardId: string): Promise<Date | undefined> {
  const rows: { valid_to: Date }[] = await tx.query(
    `SELECT past.valid_to FROM card_history AS past WHERE past.id = $1 AND past.retired
     ORDER BY past.valid_to DESC LIMIT 1 FOR UPDATE`,
    [cardId],
  );
  return rows[0]?.valid_to;
}
