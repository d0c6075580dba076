import type { Direction } from '@popis/model';
import { relationsOf } from '../cards/card-sources.ts';
import { Binder, type CardScope } from '../cards/list-scope.ts';
import type { StoredCatalogue } from '../classes/stored-catalogue.ts';
import { touchingChanges } from '../history/history.read-model.ts';
import type { Tx } from '../platform/database/database.ts';

/** How many relations a card has of a domain, in one direction. */
export interface RelationCount {
  domain: string;
  direction: Direction;
  count: number;
}

/** Counts the relations of a card as they are, or as they were at `asOf`. */
export async function countRelations(
  tx: Tx,
  catalogue: StoredCatalogue,
  cardId: string,
  asOf: Date | undefined,
): Promise<RelationCount[]> {
  const binder = new Binder();
  const card = `${binder.bind(cardId)}::uuid`;
  const at = asOf === undefined ? undefined : `${binder.bind(asOf)}::timestamptz`;
  const source = relationsOf({ catalogue, binder, asOf: at });
  const side = (end: 'source' | 'target', direction: Direction) =>
    `SELECT held.domain_id, '${direction}' AS direction FROM ${source} AS held WHERE held.${end}_id = ${card}`;
  const rows: { domain_id: number; direction: Direction; count: string }[] = await tx.query(
    `SELECT side.domain_id, side.direction, count(*) AS count
     FROM (${side('source', 'directed')} UNION ALL ${side('target', 'inverted')}) AS side
     GROUP BY side.domain_id, side.direction ORDER BY side.domain_id, side.direction`,
    binder.values,
  );
  return rows.map((row) => ({
    domain: catalogue.domainById(row.domain_id).name,
    direction: row.direction,
    count: Number(row.count),
  }));
}

/** How much else there is about a card. */
export interface AttachedCounts {
  documents: number;
  notes: number;
  changes: number;
}

/** Counts documents, notes and changes of a card, as of now or of `asOf`. */
export async function countAttached(
  tx: Tx,
  catalogue: StoredCatalogue,
  cardId: string,
  asOf: Date | undefined,
): Promise<AttachedCounts> {
  const binder = new Binder();
  const card = `${binder.bind(cardId)}::uuid`;
  const at = `coalesce(${binder.bind(asOf ?? null)}::timestamptz, 'infinity')`;
  const scope: CardScope = { catalogue, binder, asOf: undefined };
  const rows: Record<keyof AttachedCounts, string>[] = await tx.query(
    `SELECT (SELECT count(DISTINCT link.document_id) FROM document_link AS link
         WHERE link.card_id = ${card} AND link.valid_from <= ${at}
           AND (link.valid_to IS NULL OR link.valid_to > ${at})) AS documents,
       (SELECT count(*) FROM journal_note AS note WHERE note.card_id = ${card} AND note.valid_from <= ${at}) AS notes,
       (SELECT count(*) FROM change JOIN (${touchingChanges(scope, card)}) AS touching ON touching.id = change.id
         WHERE change.at <= ${at}) AS changes`,
    binder.values,
  );
  const [row] = rows;
  return {
    documents: Number(row?.documents ?? 0),
    notes: Number(row?.notes ?? 0),
    changes: Number(row?.changes ?? 0),
  };
}
