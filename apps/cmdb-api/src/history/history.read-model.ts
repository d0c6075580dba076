import type { AttributeValue } from '@popis/model';
import { findSummaries } from '../cards/card-summaries.read-model.ts';
import type { StoredCatalogue } from '../classes/stored-catalogue.ts';
import type { Tx } from '../platform/database/database.ts';
import type { CardVersion, HistoryFacts, RelationVersion } from './history-items.ts';

/** Where a page of a card's history ended. */
export interface HistoryPlace {
  at: Date;
  changeId: string;
}

interface ChangeRow {
  id: string;
  at: Date;
  actor: string;
  source: string;
  run_id: string | null;
  reason: string | null;
}

/** Every change that touched the card or a relation of it. */
export const touchingChanges = `
  SELECT card.change_id AS id FROM card WHERE card.id = $1
  UNION SELECT past.change_id FROM card_history AS past WHERE past.id = $1
  UNION SELECT past.ended_change_id FROM card_history AS past WHERE past.id = $1
  UNION SELECT held.change_id FROM relation AS held WHERE held.source_id = $1 OR held.target_id = $1
  UNION SELECT past.change_id FROM relation_history AS past WHERE past.source_id = $1 OR past.target_id = $1
  UNION SELECT past.ended_change_id FROM relation_history AS past WHERE past.source_id = $1 OR past.target_id = $1`;

/** Changes of a card, the newest first, with all that they did to it. One more change than `limit` is looked for. */
export async function readHistory(
  tx: Tx,
  catalogue: StoredCatalogue,
  cardId: string,
  page: { limit: number; after: HistoryPlace | undefined },
): Promise<{ facts: HistoryFacts; total: number; last: HistoryPlace | undefined }> {
  const rows: ChangeRow[] = await tx.query(
    `SELECT change.id, change.at, change.actor, change.source, change.run_id, change.reason
     FROM change JOIN (${touchingChanges}) AS touching ON touching.id = change.id
     WHERE $2::timestamptz IS NULL OR (change.at, change.id) < ($2, $3::uuid)
     ORDER BY change.at DESC, change.id DESC LIMIT $4`,
    [cardId, page.after?.at ?? null, page.after?.changeId ?? null, page.limit + 1],
  );
  const totals: { total: string }[] = await tx.query(
    `SELECT count(*) AS total FROM (${touchingChanges}) AS touching`,
    [cardId],
  );
  const shown = rows.slice(0, page.limit);
  const lastRow = rows.length > page.limit ? shown.at(-1) : undefined;
  const changeIds = shown.map((row) => row.id);
  const relations = await readRelationVersions(tx, catalogue, cardId, changeIds);
  const facts: HistoryFacts = {
    cardId,
    changes: shown.map((row) => ({
      id: row.id,
      at: row.at,
      actor: row.actor,
      source: row.source,
      runId: row.run_id,
      reason: row.reason,
    })),
    versions: await readCardVersions(tx, cardId, changeIds),
    relations,
    cards: await findSummaries(
      tx,
      catalogue,
      relations.map((relation) => (relation.sourceId === cardId ? relation.targetId : relation.sourceId)),
    ),
  };
  return {
    facts,
    total: Number(totals[0]?.total ?? 0),
    last: lastRow === undefined ? undefined : { at: lastRow.at, changeId: lastRow.id },
  };
}

/** Versions that these changes began or ended: each with the one before it, which the same change ended. */
async function readCardVersions(
  tx: Tx,
  cardId: string,
  changeIds: readonly string[],
): Promise<CardVersion[]> {
  const rows: {
    code: string | null;
    description: string | null;
    attributes: Record<string, AttributeValue>;
    change_id: string;
    ended_change_id: string | null;
    retired: boolean;
  }[] = await tx.query(
    `SELECT card.code, card.description, card.attributes, card.change_id, NULL AS ended_change_id, false AS retired
     FROM card WHERE card.id = $1 AND card.change_id = ANY ($2::uuid[])
     UNION ALL
     SELECT past.code, past.description, past.attributes, past.change_id, past.ended_change_id, past.retired
     FROM card_history AS past
     WHERE past.id = $1 AND (past.change_id = ANY ($2::uuid[]) OR past.ended_change_id = ANY ($2::uuid[]))`,
    [cardId, changeIds],
  );
  return rows.map((row) => ({
    values: { Code: row.code, Description: row.description, ...row.attributes },
    changeId: row.change_id,
    endedChangeId: row.ended_change_id,
    retired: row.retired,
  }));
}

async function readRelationVersions(
  tx: Tx,
  catalogue: StoredCatalogue,
  cardId: string,
  changeIds: readonly string[],
): Promise<RelationVersion[]> {
  const rows: {
    id: string;
    domain_id: number;
    source_id: string;
    target_id: string;
    attributes: Record<string, AttributeValue>;
    change_id: string;
    ended_change_id: string | null;
  }[] = await tx.query(
    `SELECT held.id, held.domain_id, held.source_id, held.target_id, held.attributes, held.change_id,
       NULL AS ended_change_id
     FROM relation AS held
     WHERE (held.source_id = $1 OR held.target_id = $1) AND held.change_id = ANY ($2::uuid[])
     UNION ALL
     SELECT past.id, past.domain_id, past.source_id, past.target_id, past.attributes, past.change_id,
       past.ended_change_id
     FROM relation_history AS past
     WHERE (past.source_id = $1 OR past.target_id = $1)
       AND (past.change_id = ANY ($2::uuid[]) OR past.ended_change_id = ANY ($2::uuid[]))`,
    [cardId, changeIds],
  );
  return rows.map((row) => ({
    id: row.id,
    domain: catalogue.domainById(row.domain_id),
    sourceId: row.source_id,
    targetId: row.target_id,
    attributes: row.attributes,
    changeId: row.change_id,
    endedChangeId: row.ended_change_id,
  }));
}
