import type { Tx } from '../platform/database/database.ts';

/** Active cards of each class that has any, by the number of the class. */
export async function countCards(tx: Tx): Promise<Map<number, number>> {
  const rows: { class_id: number; cards: string }[] = await tx.query(
    'SELECT card.class_id, count(*) AS cards FROM card GROUP BY card.class_id',
  );
  return new Map(rows.map((row) => [row.class_id, Number(row.cards)]));
}
