import { cardsOf } from '../cards/card-sources.ts';
import type { CardSummary } from '../cards/card-summaries.read-model.ts';
import { Binder } from '../cards/list-scope.ts';
import type { StoredCatalogue } from '../classes/stored-catalogue.ts';
import type { Tx } from '../platform/database/database.ts';
import type { Containment } from './containment.ts';
import { bindInstant, type CardRow, sidesOf, toSummary } from './walk.read-model.ts';
import type { WalkRules } from './walk-rules.ts';

/** Every place there is at the instant. */
export async function listLocations(
  tx: Tx,
  catalogue: StoredCatalogue,
  containment: Containment,
  instant: Date | undefined,
): Promise<CardSummary[]> {
  const binder = new Binder();
  const scope = { catalogue, binder, asOf: bindInstant(binder, instant) };
  const rows: CardRow[] = await tx.query(
    `SELECT card.class_id, card.id, card.code, card.description
     FROM ${cardsOf(containment.classIds, scope)} AS card`,
    binder.values,
  );
  return rows.map((row) => toSummary(catalogue, row));
}

/** Each place with the one that contains it; of several, the one that has longest. */
export async function listContainers(
  tx: Tx,
  catalogue: StoredCatalogue,
  containment: Containment,
  wanted: { placeIds: readonly string[]; asOf: Date | undefined },
): Promise<Map<string, string>> {
  const binder = new Binder();
  const scope = { catalogue, binder, asOf: bindInstant(binder, wanted.asOf) };
  const places = `${binder.bind(wanted.placeIds)}::uuid[]`;
  const rows: { far_id: string; near_id: string }[] = await tx.query(
    `SELECT DISTINCT ON (side.far_id) side.far_id, side.near_id
     FROM ${sidesOf(containment.downwards, places, scope)} AS side
     ORDER BY side.far_id, side.valid_from, side.id`,
    binder.values,
  );
  return new Map(rows.map((row) => [row.far_id, row.near_id]));
}

/**
 * Counts cards of some classes that are related to a place or to any place in it: each once, however many ways lead there.
 * UNION ends the recursion even where places contain each other in a circle.
 */
export async function countAtLocations(
  tx: Tx,
  catalogue: StoredCatalogue,
  wanted: {
    placeIds: readonly string[];
    parents: ReadonlyMap<string, string>;
    rules: WalkRules;
    classIds: readonly number[];
    asOf: Date | undefined;
  },
): Promise<Map<string, number>> {
  const binder = new Binder();
  const scope = { catalogue, binder, asOf: bindInstant(binder, wanted.asOf) };
  const places = `${binder.bind(wanted.placeIds)}::uuid[]`;
  const children = `${binder.bind([...wanted.parents.keys()])}::uuid[]`;
  const parents = `${binder.bind([...wanted.parents.values()])}::uuid[]`;
  const rows: { holder: string; found: string }[] = await tx.query(
    `WITH RECURSIVE link AS MATERIALIZED (SELECT * FROM unnest(${children}, ${parents}) AS link (place, container)),
     held AS (SELECT place, place AS holder FROM unnest(${places}) AS place
       UNION SELECT held.place, link.container FROM held JOIN link ON link.place = held.holder)
     SELECT held.holder, count(DISTINCT side.far_id) AS found
     FROM held JOIN ${sidesOf(wanted.rules, places, scope)} AS side ON side.near_id = held.place
     WHERE side.far_class = ANY (${binder.bind(wanted.classIds)}::integer[]) GROUP BY held.holder`,
    binder.values,
  );
  return new Map(rows.map((row) => [row.holder, Number(row.found)]));
}
