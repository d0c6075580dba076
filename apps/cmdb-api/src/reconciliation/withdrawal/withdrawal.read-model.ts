import type { Tx } from '../../platform/database/database.ts';

/** The other sources that know cards, by card, and which of them the source itself has created. */
export async function readKnowers(
  tx: Tx,
  source: string,
  cardIds: readonly string[],
): Promise<{ created: ReadonlySet<string>; others: ReadonlyMap<string, readonly string[]> }> {
  const rows: { cardId: string; source: string; created: boolean }[] = await tx.query(
    `SELECT source_card.card_id AS "cardId", source_card.source, source_card.created FROM source_card
     WHERE source_card.card_id = ANY ($1::uuid[]) ORDER BY source_card.source`,
    [cardIds],
  );
  const others = new Map<string, string[]>();
  const created = new Set<string>();
  for (const row of rows) {
    if (row.source !== source) others.set(row.cardId, [...(others.get(row.cardId) ?? []), row.source]);
    else if (row.created) created.add(row.cardId);
  }
  return { created, others };
}

/** The run of a source that is not at its end; dry ones write nothing and do not count. */
export async function findUnfinishedRun(
  tx: Tx,
  source: string,
): Promise<{ id: string; state: string } | undefined> {
  const rows: { id: string; state: string }[] = await tx.query(
    `SELECT run.id, run.state FROM run WHERE run.source = $1 AND NOT run.dry
       AND run.state IN ('open', 'closed', 'planned', 'waiting') ORDER BY run.started_at DESC LIMIT 1`,
    [source],
  );
  return rows[0];
}
