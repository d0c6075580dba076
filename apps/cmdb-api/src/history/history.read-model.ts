import type { AttributeValue } from '@popis/model';
import { type CardSummary, findSummaries } from '../cards/card-summaries.read-model.ts';
import { knownEnd } from '../cards/known-cards.read-model.ts';
import { Binder, type CardScope } from '../cards/list-scope.ts';
import { withoutHidden } from '../cards/row-clause.ts';
import type { StoredCatalogue } from '../classes/stored-catalogue.ts';
import type { Tx } from '../platform/database/database.ts';
import type { CardVersion, HistoryFacts, RelationVersion } from './history-items.ts';
import { changesOfPapers, readPapers } from './papers.read-model.ts';

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

/** Every change that touched the card, a relation of it that may be seen, or what hangs on it. `card` is the place of its id. */
export function touchingChanges(scope: CardScope, card: string): string {
  const ofCard = (alias: string) => relationsTouching(scope, alias, card);
  return `
  SELECT card.change_id AS id FROM card WHERE card.id = ${card}
  UNION SELECT past.change_id FROM card_history AS past WHERE past.id = ${card}
  UNION SELECT past.ended_change_id FROM card_history AS past WHERE past.id = ${card}
  UNION SELECT held.change_id FROM relation AS held WHERE ${ofCard('held')}
  UNION SELECT past.change_id FROM relation_history AS past WHERE ${ofCard('past')}
  UNION SELECT past.ended_change_id FROM relation_history AS past WHERE ${ofCard('past')}
  UNION ${changesOfPapers(card)}`;
}

function relationsTouching(scope: CardScope, alias: string, card: string): string {
  const { sight } = scope.catalogue;
  const touching = `(${alias}.source_id = ${card} OR ${alias}.target_id = ${card})`;
  if (sight === undefined) return touching;
  const hidden = sight.hiddenDomains;
  const ofDomain = hidden.length === 0 ? 'true' : `${alias}.domain_id NOT IN (${hidden.join(', ')})`;
  return `${touching} AND ${ofDomain} AND ${knownEnd(scope, alias, 'source')} AND ${knownEnd(scope, alias, 'target')}`;
}

/** Changes of a card up to an instant, the newest first, with all that they did to it. One more than `limit` is looked for. */
export async function readHistory(
  tx: Tx,
  catalogue: StoredCatalogue,
  cardId: string,
  page: { limit: number; after: HistoryPlace | undefined; asOf: Date | undefined },
): Promise<{ facts: HistoryFacts; total: number; last: HistoryPlace | undefined }> {
  const binder = new Binder();
  const touching = touchingChanges({ catalogue, binder, asOf: undefined }, `${binder.bind(cardId)}::uuid`);
  const asOf = `${binder.bind(page.asOf ?? null)}::timestamptz`;
  const touched = `change JOIN (${touching}) AS touching ON touching.id = change.id
     WHERE (${asOf} IS NULL OR change.at <= ${asOf})`;
  const totals: { total: string }[] = await tx.query(`SELECT count(*) AS total FROM ${touched}`, [
    ...binder.values,
  ]);
  const [at, changeId] = [binder.bind(page.after?.at ?? null), binder.bind(page.after?.changeId ?? null)];
  const rows: ChangeRow[] = await tx.query(
    `SELECT change.id, change.at, change.actor, change.source, change.run_id, change.reason
     FROM ${touched} AND (${at}::timestamptz IS NULL OR (change.at, change.id) < (${at}, ${changeId}::uuid))
     ORDER BY change.at DESC, change.id DESC LIMIT ${binder.bind(page.limit + 1)}`,
    binder.values,
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
    versions: await readCardVersions(tx, catalogue, cardId, changeIds),
    relations,
    cards: await summarise(tx, catalogue, cardId, relations, page.asOf),
    ...(await readPapers(tx, cardId, changeIds)),
  };
  return {
    facts,
    total: Number(totals[0]?.total ?? 0),
    last: lastRow === undefined ? undefined : { at: lastRow.at, changeId: lastRow.id },
  };
}

/** SQL for what a card was before a version that no version ends for: see `CardVersion.before`. */
export function stateBefore(version: string): string {
  const removed = `FROM removed_item AS removed WHERE removed.item_id = ${version}.id AND removed.kind = 'endedCard'`;
  return `CASE WHEN EXISTS (SELECT ${removed} AND removed.change_id = ${version}.change_id) THEN 'removed'
    WHEN EXISTS (SELECT FROM card_history AS older WHERE older.id = ${version}.id AND older.valid_to <= ${version}.valid_from)
      OR EXISTS (SELECT ${removed} AND (SELECT change.at FROM change WHERE change.id = removed.change_id) < ${version}.valid_from)
    THEN 'retired' ELSE 'nothing' END`;
}

/** Versions that these changes began or ended: each with the one before it, which the same change ended. */
async function readCardVersions(
  tx: Tx,
  catalogue: StoredCatalogue,
  cardId: string,
  changeIds: readonly string[],
): Promise<CardVersion[]> {
  const rows: {
    class_id: number;
    code: string | null;
    description: string | null;
    attributes: Record<string, AttributeValue>;
    change_id: string;
    ended_change_id: string | null;
    retired: boolean;
    before: CardVersion['before'];
  }[] = await tx.query(
    `SELECT card.class_id, card.code, card.description, card.attributes, card.change_id, NULL AS ended_change_id,
       false AS retired, ${stateBefore('card')} AS before
     FROM card WHERE card.id = $1 AND card.change_id = ANY ($2::uuid[])
     UNION ALL
     SELECT past.class_id, past.code, past.description, past.attributes, past.change_id, past.ended_change_id,
       past.retired, ${stateBefore('past')} AS before
     FROM card_history AS past
     WHERE past.id = $1 AND (past.change_id = ANY ($2::uuid[]) OR past.ended_change_id = ANY ($2::uuid[]))`,
    [cardId, changeIds],
  );
  return rows.map((row) => ({
    values: {
      Code: row.code,
      Description: row.description,
      ...withoutHidden(catalogue, row.class_id, row.attributes),
    },
    changeId: row.change_id,
    endedChangeId: row.ended_change_id,
    retired: row.retired,
    before: row.before,
  }));
}

/** Cards at the far ends; one whose last version is not kept any more has its class alone. */
async function summarise(
  tx: Tx,
  catalogue: StoredCatalogue,
  cardId: string,
  relations: readonly (RelationVersion & { sourceClass: number; targetClass: number })[],
  asOf: Date | undefined,
): Promise<ReadonlyMap<string, CardSummary>> {
  const far = relations.map(({ sourceId, sourceClass, targetId, targetClass }) =>
    sourceId === cardId ? { id: targetId, classId: targetClass } : { id: sourceId, classId: sourceClass },
  );
  const found = await findSummaries(
    tx,
    catalogue,
    far.map(({ id }) => id),
    asOf,
  );
  const nobody = ({ id, classId }: (typeof far)[number]): CardSummary => {
    return { id, class: catalogue.className(classId), code: null, description: null };
  };
  // To whoever does not see everything, a card that is not found may be one that is hidden.
  if (catalogue.sight !== undefined) return found;
  return new Map(far.map((card) => [card.id, found.get(card.id) ?? nobody(card)]));
}

async function readRelationVersions(
  tx: Tx,
  catalogue: StoredCatalogue,
  cardId: string,
  changeIds: readonly string[],
): Promise<(RelationVersion & { sourceClass: number; targetClass: number })[]> {
  const binder = new Binder();
  const [card, changes] = [`${binder.bind(cardId)}::uuid`, binder.bind(changeIds)];
  const scope: CardScope = { catalogue, binder, asOf: undefined };
  const rows: {
    id: string;
    domain_id: number;
    source_class: number;
    target_class: number;
    source_id: string;
    target_id: string;
    attributes: Record<string, AttributeValue>;
    change_id: string;
    ended_change_id: string | null;
  }[] = await tx.query(
    `SELECT held.id, held.domain_id, held.source_class, held.target_class, held.source_id, held.target_id,
       held.attributes, held.change_id, NULL AS ended_change_id
     FROM relation AS held WHERE ${relationsTouching(scope, 'held', card)} AND held.change_id = ANY (${changes}::uuid[])
     UNION ALL
     SELECT past.id, past.domain_id, past.source_class, past.target_class, past.source_id, past.target_id,
       past.attributes, past.change_id, past.ended_change_id
     FROM relation_history AS past
     WHERE ${relationsTouching(scope, 'past', card)}
       AND (past.change_id = ANY (${changes}::uuid[]) OR past.ended_change_id = ANY (${changes}::uuid[]))`,
    binder.values,
  );
  return rows.map((row) => ({
    id: row.id,
    domain: catalogue.domainById(row.domain_id),
    sourceClass: row.source_class,
    targetClass: row.target_class,
    sourceId: row.source_id,
    targetId: row.target_id,
    attributes: row.attributes,
    changeId: row.change_id,
    endedChangeId: row.ended_change_id,
  }));
}
