import { type ChangeWindow, isWithin, windowValues } from '../changes/change-window.ts';
import type { Tx } from '../platform/database/database.ts';
import type { PurgeScope, RemovedItem } from './purge-attestation.ts';

/** Something that was removed, with the change that removed it and the time of the change that it is of. */
export interface RemovedRow extends RemovedItem {
  purgeId: string;
  at: Date;
}

const columns = `removed.change_id AS "changeId", removed.kind, removed.item_id AS id, removed.hash,
  removed.purge_id AS "purgeId", change.at
  FROM removed_item AS removed JOIN change ON change.id = removed.change_id`;

/** What was removed of what these changes wrote. */
export async function readRemovedItems(tx: Tx, window: ChangeWindow): Promise<RemovedRow[]> {
  return tx.query(`SELECT ${columns} WHERE ${isWithin('removed.change_id', window)}`, windowValues(window));
}

/** What these changes removed. */
export async function readPurges(
  tx: Tx,
  window: ChangeWindow,
): Promise<{ scopes: (PurgeScope & { changeId: string })[]; items: RemovedRow[] }> {
  const scopes: (PurgeScope & { changeId: string })[] = await tx.query(
    `SELECT purge.change_id AS "changeId", purge.class, purge.other, purge.kept_days AS "keptDays", purge.before
     FROM purge WHERE ${isWithin('purge.change_id', window)}`,
    windowValues(window),
  );
  const items: RemovedRow[] = await tx.query(
    `SELECT ${columns} WHERE ${isWithin('removed.purge_id', window)}`,
    windowValues(window),
  );
  return { scopes, items };
}

/** A change of which something is said to be removed by a change that removed nothing. */
export async function findStrayRemoval(tx: Tx): Promise<string | undefined> {
  const rows: { change_id: string }[] = await tx.query(
    `SELECT removed.change_id FROM removed_item AS removed
     WHERE NOT EXISTS (SELECT FROM purge JOIN change ON change.id = purge.change_id
       WHERE purge.change_id = removed.purge_id) OR NOT EXISTS (SELECT FROM change WHERE change.id = removed.change_id)
     LIMIT 1`,
  );
  return rows[0]?.change_id;
}

/** From when on the history of each class is whole; a class that is not here keeps all. */
export async function readHorizons(tx: Tx): Promise<Map<string, Date>> {
  const rows: { class: string; before: Date }[] = await tx.query(
    'SELECT class_horizon.class, class_horizon.before FROM class_horizon',
  );
  return new Map(rows.map((row) => [row.class, row.before]));
}

/** From when on the history of a card is whole; `undefined` = from its beginning. */
export async function findHorizonOf(tx: Tx, cardId: string): Promise<Date | undefined> {
  const rows: { before: Date }[] = await tx.query(
    `SELECT horizon.before FROM class_horizon AS horizon JOIN class ON class.name = horizon.class
     WHERE EXISTS (SELECT FROM card WHERE card.id = $1 AND card.class_id = class.id)
       OR EXISTS (SELECT FROM card_history AS past WHERE past.id = $1 AND past.class_id = class.id)`,
    [cardId],
  );
  return rows[0]?.before;
}

/** Both cards of a relation that is or was; none of one of a hidden domain. */
export async function listPastEnds(
  tx: Tx,
  relationId: string,
  hiddenDomains: readonly number[],
): Promise<string[]> {
  const rows: { source_id: string; target_id: string }[] = await tx.query(
    `SELECT relation.source_id, relation.target_id FROM relation
     WHERE relation.id = ANY ($1::uuid[]) AND relation.domain_id <> ALL ($2::integer[])
     UNION SELECT past.source_id, past.target_id FROM relation_history AS past
     WHERE past.id = ANY ($1::uuid[]) AND past.domain_id <> ALL ($2::integer[])`,
    [[relationId].filter(isId), hiddenDomains],
  );
  return rows.flatMap((row) => [row.source_id, row.target_id]);
}

/** A removal that took a version of a card. */
export interface RemovalOfVersion extends PurgeScope {
  changeId: string;
  at: Date;
}

/**
 * The removal that took what a change made of a card, or ended; with `at` the one that took what the card was at that
 * instant, whichever change had written it. `undefined` when none did.
 */
export async function findRemoval(
  tx: Tx,
  cardId: string,
  version: { changeId: string } | { at: Date },
): Promise<RemovalOfVersion | undefined> {
  const isMeant =
    'changeId' in version
      ? `removed.kind IN ('card', 'endedCard') AND removed.change_id = $2`
      : `removed.kind = 'card' AND written.at <= $2`;
  const rows: RemovalOfVersion[] = await tx.query(
    `SELECT purge.change_id AS "changeId", change.at, purge.class, purge.other, purge.kept_days AS "keptDays", purge.before
     FROM removed_item AS removed JOIN change AS written ON written.id = removed.change_id
       JOIN purge ON purge.change_id = removed.purge_id JOIN change ON change.id = purge.change_id
     WHERE removed.item_id = $1 AND ${isMeant} ORDER BY written.at DESC, change.at DESC LIMIT 1`,
    [cardId, 'changeId' in version ? version.changeId : version.at],
  );
  return rows[0];
}

/** Pairs of classes between whose cards there were relations: an index is asked of each, since they are few and relations many. */
export async function listPastPairs(tx: Tx): Promise<{ sourceClass: number; targetClass: number }[]> {
  return tx.query(
    `SELECT source.id AS "sourceClass", target.id AS "targetClass" FROM class AS source CROSS JOIN class AS target
     WHERE EXISTS (SELECT FROM relation_history AS past
       WHERE past.source_class = source.id AND past.target_class = target.id)
     ORDER BY source.id, target.id`,
  );
}

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Whether a text can be the id of anything. */
export function isId(text: string): boolean {
  return uuid.test(text);
}

/** Classes of cards that are or were, or that saved views are about, by their ids; what is no id names none. */
export async function listClassesOfCards(tx: Tx, ids: readonly string[]): Promise<string[]> {
  const rows: { class: string }[] = await tx.query(
    `SELECT class.name AS class FROM class WHERE class.id IN (
       SELECT card.class_id FROM card WHERE card.id = ANY ($1::uuid[])
       UNION SELECT past.class_id FROM card_history AS past WHERE past.id = ANY ($1::uuid[]))
     UNION SELECT view.class FROM saved_view AS view WHERE view.id = ANY ($1::uuid[]) AND view.valid_to IS NULL`,
    [ids.filter(isId)],
  );
  return rows.map((row) => row.class);
}
