import type { Tx } from '../platform/database/database.ts';
import type { BulkCard } from './bulk.ts';

/** How many of the cards a change altered, be it only by a relation that one of their attributes shows. */
export async function countRevised(
  tx: Tx,
  cards: readonly BulkCard[],
  changeId: string | null,
): Promise<number> {
  if (changeId === null) return 0;
  const rows: { found: number }[] = await tx.query(
    'SELECT count(*)::integer AS found FROM card WHERE card.id = ANY ($1::uuid[]) AND card.revision = $2',
    [cards.map((card) => card.id), changeId],
  );
  return rows[0]?.found ?? 0;
}
