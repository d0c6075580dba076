import { cardsOf } from '../cards/card-sources.ts';
import type { CheckedList } from '../cards/check-list.ts';
import { filterClause } from '../cards/filter-sql.ts';
import { Binder, type ListScope } from '../cards/list-scope.ts';
import { afterClause, orderClause, type SortSql, searchClause, sortSql } from '../cards/list-sql.ts';
import type { StoredCatalogue } from '../classes/stored-catalogue.ts';
import type { Tx } from '../platform/database/database.ts';
import { movedCards, valuesDiffer } from './differing-values.ts';
import type { CheckedListDifferences, RowState, StateCounts } from './list-differences.ts';

/** Cards of either list in the order of both, and how many there are of each state. */
export interface StatedPage {
  rows: { id: string; classId: number; state: RowState }[];
  counts: StateCounts;
  last: { keys: (string | null)[]; id: string } | undefined;
}

type StatedRow = { id: string; class_id: number; state: RowState } & Record<`key_${number}`, string | null>;

/**
 * Reads a page of the union of two lists. A card has the place that it has in the later list, and one that is gone the
 * place of the earlier one. What differs is decided here, since it has to be counted; it is looked for only where a version
 * or a reference differs. The page behind a cursor is not counted again.
 */
export async function readStatedPage(
  tx: Tx,
  catalogue: StoredCatalogue,
  wanted: CheckedListDifferences,
): Promise<StatedPage> {
  const { after, limit } = wanted;
  const binder = new Binder();
  const { withSql, sort, scope } = stateSql(catalogue, binder, wanted);
  const clauses = [`card.state = ANY (${binder.bind(wanted.states)}::text[])`];
  if (after !== undefined) clauses.push(afterClause(scope, sort, after));
  const keys = sort.values.map((value, index) => `${value}::text AS key_${index}`);
  const counted = after === undefined ? 'SELECT state, count(*) AS count FROM stated GROUP BY state' : '';
  const [found]: { rows: StatedRow[] | null; counts: Partial<StateCounts> | null }[] = await tx.query(
    `${withSql}, page AS (
       SELECT ${['card.id', 'card.class_id', 'card.state', ...keys].join(', ')},
         row_number() OVER (ORDER BY ${orderClause(sort)}) AS place
       FROM stated AS card WHERE ${clauses.join(' AND ')}
       ORDER BY place LIMIT ${binder.bind(limit + 1)})
     SELECT (SELECT jsonb_agg(to_jsonb(page) ORDER BY page.place) FROM page) AS rows,
       ${counted === '' ? 'NULL' : `(SELECT jsonb_object_agg(state, count) FROM (${counted}) AS counted)`} AS counts`,
    binder.values,
  );
  const rows = found?.rows ?? [];
  const shown = rows.slice(0, limit);
  const lastRow = rows.length > limit ? shown.at(-1) : undefined;
  return {
    rows: shown.map(({ id, class_id: classId, state }) => ({ id, classId, state })),
    counts: after?.counts ?? { same: 0, changed: 0, added: 0, gone: 0, ...found?.counts },
    last:
      lastRow === undefined
        ? undefined
        : { keys: sort.values.map((_value, index) => lastRow[`key_${index}`] ?? null), id: lastRow.id },
  };
}

/** The subqueries that end in `stated`: every card of either list with its state and sort keys. */
function stateSql(
  catalogue: StoredCatalogue,
  binder: Binder,
  { older, newer, from, to }: CheckedListDifferences,
): { withSql: string; sort: SortSql; scope: ListScope } {
  const { className } = newer;
  const [then, later] = [from, to].map(
    (at): ListScope => ({ catalogue, className, binder, asOf: `${binder.bind(at)}::timestamptz` }),
  ) as [ListScope, ListScope];
  const classIds = catalogue.concreteIds(className);
  const keys = newer.sort.map((_key, index) => `key_${index}`);
  const chosen = keys.map(
    (key) => `CASE WHEN newer.id IS NULL THEN older.${key} ELSE newer.${key} END AS ${key}`,
  );
  const among = (scope: ListScope) =>
    `(SELECT * FROM ${cardsOf(classIds, scope)} AS card WHERE card.id = ANY (ARRAY(SELECT differing.id FROM differing)))`;
  const withSql = `WITH older AS MATERIALIZED (${listSql(then, older)}),
     newer AS MATERIALIZED (${listSql(later, newer)}),
     differing AS MATERIALIZED (
       SELECT newer.id FROM older JOIN newer ON newer.id = older.id AND newer.class_id = older.class_id
       WHERE newer.revision <> older.revision),
     altered AS MATERIALIZED (
       SELECT two.id FROM ${among(then)} AS one JOIN ${among(later)} AS two
         ON two.id = one.id AND two.class_id = one.class_id
       WHERE ${valuesDiffer(catalogue, classIds, 'one', 'two')}),
     moved AS MATERIALIZED (${movedCards(catalogue, classIds, then, later)}),
     stated AS MATERIALIZED (
       SELECT ${[
         'coalesce(newer.id, older.id) AS id',
         'coalesce(newer.class_id, older.class_id) AS class_id',
         `CASE WHEN older.id IS NULL THEN 'added' WHEN newer.id IS NULL THEN 'gone'
            WHEN altered.id IS NOT NULL OR moved.id IS NOT NULL THEN 'changed' ELSE 'same' END AS state`,
         ...chosen,
       ].join(', ')}
       FROM older FULL JOIN newer ON newer.id = older.id AND newer.class_id = older.class_id
         LEFT JOIN altered ON altered.id = newer.id LEFT JOIN moved ON moved.id = newer.id)`;
  const values = keys.map((key) => `card.${key}`);
  return { withSql, sort: { keys: newer.sort, joins: '', values }, scope: later };
}

/** One of the lists: ids, versions and sort keys of all that it finds. */
function listSql(scope: ListScope, list: CheckedList): string {
  const sort = sortSql(scope, list.sort);
  const keys = sort.values.map((value, index) => `${value} AS key_${index}`);
  const wanted = [filterClause(scope, list.filter), searchClause(scope, list.query)].join(' AND ');
  return `SELECT ${['card.id', 'card.class_id', 'card.revision', ...keys].join(', ')}
    FROM ${cardsOf(scope.catalogue.concreteIds(list.className), scope)} AS card ${sort.joins} WHERE ${wanted}`;
}
