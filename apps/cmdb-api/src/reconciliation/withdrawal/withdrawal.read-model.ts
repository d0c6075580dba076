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

/** What others than a source have hung on cards, in words, by card. */
export async function listOthersHangers(
  tx: Tx,
  source: string,
  cardIds: readonly string[],
): Promise<Map<string, string[]>> {
  const rows: { id: string; what: string }[] = await tx.query(
    `SELECT held.id, concat(count(*), ' of ', domain.name) AS what
     FROM (SELECT relation.source_id AS id, relation.domain_id, relation.provenance FROM relation
         WHERE relation.source_id = ANY ($2::uuid[])
       UNION ALL SELECT relation.target_id, relation.domain_id, relation.provenance FROM relation
         WHERE relation.target_id = ANY ($2::uuid[])) AS held
     JOIN domain ON domain.id = held.domain_id
     WHERE held.provenance ->> 'source' IS DISTINCT FROM $1::text GROUP BY held.id, domain.name
     UNION ALL
     SELECT link.card_id, concat(count(*), ' documents') FROM document_link AS link
     WHERE link.card_id = ANY ($2::uuid[]) AND link.valid_to IS NULL GROUP BY link.card_id
     UNION ALL
     SELECT note.card_id, concat(count(*), ' notes of the journal') FROM journal_note AS note
     WHERE note.card_id = ANY ($2::uuid[]) AND note.struck_at IS NULL GROUP BY note.card_id`,
    [source, cardIds],
  );
  const hangers = new Map<string, string[]>();
  for (const { id, what } of rows) hangers.set(id, [...(hangers.get(id) ?? []), what]);
  return hangers;
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
