import type { StoredCatalogue } from '../classes/stored-catalogue.ts';
import type { Tx } from '../platform/database/database.ts';
import { type CardRow, cardRowColumns } from './card-page.read-model.ts';
import { cardsOf } from './card-sources.ts';
import { type Card, findCard, toCards } from './cards.read-model.ts';
import { Binder, type CardScope } from './list-scope.ts';

/**
 * Cards that there are at an instant, by their ids: as many statements for a thousand as for one. Their classes, where they
 * are known, keep other partitions from being read. A retired card is none.
 */
export async function findActiveCards(
  tx: Tx,
  catalogue: StoredCatalogue,
  wanted: { ids: readonly string[]; classIds?: readonly number[] | undefined },
  asOf?: Date,
): Promise<Map<string, Card>> {
  if (wanted.ids.length === 0) return new Map();
  const binder = new Binder();
  const at = asOf === undefined ? undefined : `${binder.bind(asOf)}::timestamptz`;
  const scope: CardScope = { catalogue, binder, asOf: at };
  const rows: CardRow[] = await tx.query(
    `SELECT ${cardRowColumns} FROM ${cardsOf(wanted.classIds, scope)} AS card
     WHERE card.id = ANY (ARRAY(SELECT unnest(${binder.bindIds(wanted.ids)})))`,
    binder.values,
  );
  const cards = await toCards(tx, catalogue, rows, asOf);
  return new Map(cards.map((card) => [card.id, card]));
}

/** The same; of a card that is retired by then, its last version, which takes statements for each of them. */
export async function findSeveralCards(
  tx: Tx,
  catalogue: StoredCatalogue,
  ids: readonly string[],
  asOf?: Date,
): Promise<Map<string, Card>> {
  const cards = await findActiveCards(tx, catalogue, { ids }, asOf);
  for (const id of ids) {
    const card = cards.get(id) ?? (await findCard(tx, catalogue, id, asOf));
    if (card !== undefined) cards.set(id, card);
  }
  return cards;
}
