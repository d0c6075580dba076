import type { StoredCatalogue } from '../classes/stored-catalogue.ts';
import type { Tx } from '../platform/database/database.ts';
import { cardsOf } from './card-sources.ts';
import type { CheckedList } from './check-list.ts';
import { filterClause } from './filter-sql.ts';
import { Binder, type ListScope } from './list-scope.ts';
import { orderClause, searchClause, sortSql } from './list-sql.ts';

/** Where a card stands in a list. */
export interface CardPosition {
  /** Its number, from 1; `undefined` when it is not in the list. */
  place: number | undefined;
  /** Cards in the list. */
  total: number;
  /** The last card before the page on which it stands; none before the first page. */
  before: { keys: (string | null)[]; id: string } | undefined;
}

type Row = { total: string; place: string | null; before_id: string | null } & Record<
  `key_${number}`,
  string | null
>;

/** Counts what comes before a card; the list is made once, and nothing but its order is kept of it. */
export async function findPosition(
  tx: Tx,
  catalogue: StoredCatalogue,
  list: CheckedList,
  cardId: string,
): Promise<CardPosition> {
  const binder = new Binder();
  const asOf = list.asOf === undefined ? undefined : `${binder.bind(list.asOf)}::timestamptz`;
  const scope: ListScope = { catalogue, className: list.className, binder, asOf };
  const sort = sortSql(scope, list.sort);
  const keys = sort.values.map((value, index) => `${value} AS key_${index}`);
  const texts = keys.map((_key, index) => `before.key_${index}::text AS key_${index}`);
  const where = [filterClause(scope, list.filter), searchClause(scope, list.query)].join(' AND ');
  const rows: Row[] = await tx.query(
    `WITH listed AS MATERIALIZED (
       SELECT ${['card.id', ...keys].join(', ')}, row_number() OVER (ORDER BY ${orderClause(sort)}) - 1 AS ahead
       FROM ${cardsOf(catalogue.concreteIds(list.className), scope)} AS card ${sort.joins} WHERE ${where}
     )
     SELECT ${['counted.total', 'asked.ahead + 1 AS place', 'before.id AS before_id', ...texts].join(', ')}
     FROM (SELECT count(*) AS total FROM listed) AS counted
     LEFT JOIN listed AS asked ON asked.id = ${binder.bind(cardId)}::uuid
     LEFT JOIN listed AS before ON before.ahead = asked.ahead - asked.ahead % ${binder.bind(list.limit)}::bigint - 1`,
    binder.values,
  );
  const [row] = rows;
  const before =
    row === undefined || row.before_id === null
      ? undefined
      : { keys: list.sort.map((_key, index) => row[`key_${index}`] ?? null), id: row.before_id };
  const place = row?.place === null || row?.place === undefined ? undefined : Number(row.place);
  return { place, total: Number(row?.total ?? 0), before };
}
