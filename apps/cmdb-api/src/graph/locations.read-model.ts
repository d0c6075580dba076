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
  const places = binder.bindIds(wanted.placeIds);
  const rows: { far_id: string; near_id: string }[] = await tx.query(
    `SELECT DISTINCT ON (side.far_id) side.far_id, side.near_id
     FROM ${sidesOf(containment.downwards, places, scope)} AS side
     ORDER BY side.far_id, side.valid_from, side.id`,
    binder.values,
  );
  return new Map(rows.map((row) => [row.far_id, row.near_id]));
}

/** How many cards of a class are related to just these places. */
export interface PlacedCards {
  classId: number;
  places: string[];
  count: number;
}

/**
 * Counts the cards of some classes by all the places that they are related to, whatever is in what: {@link rollUp} does the
 * rest, since joining every place above would multiply the cards by the depth of the tree before they are told apart.
 */
export async function countByPlaces(
  tx: Tx,
  catalogue: StoredCatalogue,
  wanted: {
    placeIds: readonly string[];
    rules: WalkRules;
    classIds: readonly number[];
    asOf: Date | undefined;
  },
): Promise<PlacedCards[]> {
  const binder = new Binder();
  const scope = { catalogue, binder, asOf: bindInstant(binder, wanted.asOf) };
  const rows: { far_class: number; places: string; found: string }[] = await tx.query(
    `SELECT placed.far_class, placed.places, count(*) AS found FROM (
       SELECT side.far_class, string_agg(DISTINCT side.near_id::text, ' ') AS places
       FROM ${sidesOf(wanted.rules, binder.bindIds(wanted.placeIds), scope)} AS side
       WHERE side.far_class = ANY (${binder.bind(wanted.classIds)}::integer[])
       GROUP BY side.far_class, side.far_id) AS placed
     GROUP BY placed.far_class, placed.places`,
    binder.values,
  );
  return rows.map((row) => ({
    classId: row.far_class,
    places: row.places.split(' '),
    count: Number(row.found),
  }));
}
