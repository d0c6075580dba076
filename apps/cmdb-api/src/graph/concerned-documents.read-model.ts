import type { Tx } from '../platform/database/database.ts';

/** A document on a card. */
export interface ConcernedDocument {
  id: string;
  name: string;
  cardId: string;
}

/** Documents that hang, or hung, on these cards. */
export async function listDocumentsOf(
  tx: Tx,
  wanted: { cardIds: readonly string[]; asOf?: Date | undefined; limit: number },
): Promise<ConcernedDocument[]> {
  const rows: { document_id: string; name: string; card_id: string }[] = await tx.query(
    `SELECT document_link.document_id, document_link.name, document_link.card_id FROM document_link
     WHERE document_link.card_id = ANY ($1::uuid[])
       AND CASE WHEN $2::timestamptz IS NULL THEN document_link.valid_to IS NULL
         ELSE document_link.valid_from <= $2 AND (document_link.valid_to IS NULL OR document_link.valid_to > $2) END
     ORDER BY document_link.name, document_link.id LIMIT $3`,
    [wanted.cardIds, wanted.asOf ?? null, wanted.limit],
  );
  return rows.map((row) => ({ id: row.document_id, name: row.name, cardId: row.card_id }));
}
