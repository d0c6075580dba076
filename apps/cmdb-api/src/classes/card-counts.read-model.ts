import { cardsOf } from '../cards/card-sources.ts';
import { Binder } from '../cards/list-scope.ts';
import type { Tx } from '../platform/database/database.ts';
import type { StoredCatalogue } from './stored-catalogue.ts';

/** Active cards of each class that has any, by the number of the class; as they are, or as they were at `asOf`. */
export async function countCards(
  tx: Tx,
  catalogue: StoredCatalogue,
  asOf?: Date,
): Promise<Map<number, number>> {
  const binder = new Binder();
  const at = asOf === undefined ? undefined : `${binder.bind(asOf)}::timestamptz`;
  const rows: { class_id: number; cards: string }[] = await tx.query(
    `SELECT card.class_id, count(*) AS cards FROM ${cardsOf(undefined, { catalogue, binder, asOf: at })} AS card
     GROUP BY card.class_id`,
    binder.values,
  );
  return new Map(rows.map((row) => [row.class_id, Number(row.cards)]));
}
