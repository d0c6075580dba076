import type { StoredCatalogue } from '../classes/stored-catalogue.ts';
import type { Tx } from '../platform/database/database.ts';
import { showColumns } from './card-columns.read-model.ts';
import { type CardRow, cardRowColumns } from './card-page.read-model.ts';
import { cardsOf } from './card-sources.ts';
import { type Card, toCards } from './cards.read-model.ts';
import type { CheckedList } from './check-list.ts';
import { filterClause } from './filter-sql.ts';
import { Binder, type ListScope } from './list-scope.ts';
import { orderClause, searchClause, sortSql } from './list-sql.ts';

const cardsAtOnce = 500;

/**
 * Reads every card of a list in its order, some hundred at a time, through a cursor of the database: neither side holds
 * more than one batch in memory. `tx` must be one snapshot, so that references belong to the cards that show them. The limit and the
 * place of the list are not looked at.
 */
export async function* readAllCards(
  tx: Tx,
  catalogue: StoredCatalogue,
  list: CheckedList,
): AsyncGenerator<Card[]> {
  const binder = new Binder();
  const asOf = list.asOf === undefined ? undefined : `${binder.bind(list.asOf)}::timestamptz`;
  const scope: ListScope = { catalogue, className: list.className, binder, asOf };
  const source = `${cardsOf(catalogue.concreteIds(list.className), scope)} AS card`;
  const wanted = [filterClause(scope, list.filter), searchClause(scope, list.query)].join(' AND ');
  const sort = sortSql(scope, list.sort);
  // All rows will be read, so the plan shall be the one that is soonest at the last row, not at the first.
  await tx.query('SET LOCAL cursor_tuple_fraction = 1');
  await tx.query(
    `DECLARE every_card NO SCROLL CURSOR FOR
     SELECT ${cardRowColumns} FROM ${source} ${sort.joins} WHERE ${wanted} ORDER BY ${orderClause(sort)}`,
    binder.values,
  );
  for (;;) {
    const rows: CardRow[] = await tx.query(`FETCH ${cardsAtOnce} FROM every_card`);
    if (rows.length > 0) {
      yield await showColumns(tx, scope, await toCards(tx, catalogue, rows, list.asOf), list);
    }
    if (rows.length < cardsAtOnce) return;
  }
}
