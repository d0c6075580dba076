import type { Tx } from '../platform/database/database.ts';

/** Those of the cards that a change altered, be it only by a relation that one of their attributes shows. */
export async function listRevised(
  tx: Tx,
  ids: readonly string[],
  changeId: string | null,
): Promise<string[]> {
  if (changeId === null) return [];
  const rows: { id: string }[] = await tx.query(
    'SELECT card.id FROM card WHERE card.id = ANY ($1::uuid[]) AND card.revision = $2',
    [ids, changeId],
  );
  return rows.map(({ id }) => id);
}
