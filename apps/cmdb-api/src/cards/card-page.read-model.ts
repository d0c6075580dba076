import type { AttributeValue } from '@popis/model';
import type { Tx } from '../platform/database/database.ts';
import { cardsOf } from './card-sources.ts';
import type { Provenance } from './card-work.ts';
import type { CheckedList } from './check-list.ts';
import { filterClause } from './filter-sql.ts';
import type { ListScope } from './list-scope.ts';
import { afterClause, orderClause, type SortSql, searchClause, sortSql } from './list-sql.ts';
import { rowClause, unnarrowed } from './row-clause.ts';

/** A card as the tables give it. */
export interface CardRow {
  class_id: number;
  id: string;
  code: string | null;
  description: string | null;
  attributes: Record<string, AttributeValue>;
  provenance: Record<string, Provenance>;
  valid_from: Date;
  revision: string;
}

/** The columns of a {@link CardRow}, of a table under the alias `card`. */
export const cardRowColumns = `card.class_id, card.id, card.code, card.description, card.attributes, card.provenance,
  card.valid_from, card.revision`;

/** A row of a page with its sort keys as text. */
export type PageRow = CardRow & Record<`key_${number}`, string | null>;

/** The rows of a page, one more than asked for when others follow, and how many cards the whole list has. */
export interface PageRows {
  rows: PageRow[];
  total: number;
}

/** Reads a page. The page behind a cursor is not counted again. */
export async function readPage(tx: Tx, scope: ListScope, list: CheckedList): Promise<PageRows> {
  const classIds = scope.catalogue.concreteIds(list.className);
  const sort = sortSql(scope, list.sort);
  const clauses = [filterClause(scope, list.filter), searchClause(scope, list.query)];
  const wanted = clauses.filter((clause) => clause !== 'true').join(' AND ');
  if (wanted !== '' && list.after === undefined) {
    const source = `${cardsOf(classIds, unnarrowed(scope))} AS card`;
    const seen = rowClause(scope, 'card', classIds).join(' AND ');
    return readCounted(tx, scope, list.limit, { source, sort, where: wanted, seen });
  }
  const source = `${cardsOf(classIds, scope)} AS card`;
  if (list.after !== undefined) {
    const after = afterClause(scope, sort, list.after);
    const where = wanted === '' ? after : `${wanted} AND ${after}`;
    return {
      rows: await readInOrder(tx, scope, list.limit, { source, sort, where }),
      total: list.after.total,
    };
  }
  const total = await countRows(tx, source, scope.binder.values);
  return { rows: await readInOrder(tx, scope, list.limit, { source, sort, where: 'true' }), total };
}

/** Where a page comes from, under the alias `card`, and in which order. */
interface PageSql {
  source: string;
  sort: SortSql;
  where: string;
}

/** A page of all cards of which those are shown that are `seen`; empty = all. */
interface CountedSql extends PageSql {
  seen: string;
}

/** The page alone, which may come out of an index that has the order already. */
async function readInOrder(
  tx: Tx,
  scope: ListScope,
  limit: number,
  { source, sort, where }: PageSql,
): Promise<PageRow[]> {
  const keys = sort.values.map((value, index) => `${value}::text AS key_${index}`);
  return tx.query(
    `SELECT ${[cardRowColumns, ...keys].join(', ')} FROM ${source} ${sort.joins} WHERE ${where}
     ORDER BY ${orderClause(sort)} LIMIT ${scope.binder.bind(limit + 1)}`,
    scope.binder.values,
  );
}

/**
 * Count and page of a filtered list by one pass over the cards, which is what such a list costs. Only ids and sort keys
 * are kept of what is found; the wide rows are fetched for the page alone. Its ids are stated once more as an array,
 * since a join reaches no index through the union that a list as of an instant reads from.
 *
 * A row filter is asked once, of the cards that meet the list's own filter. OFFSET keeps the planner from beginning with it: a
 * path is estimated at a card or two and may lead to half of the class.
 */
async function readCounted(
  tx: Tx,
  scope: ListScope,
  limit: number,
  { source, sort, where, seen }: CountedSql,
): Promise<PageRows> {
  const keys = sort.values.map((value, index) => `${value} AS key_${index}`);
  const judged =
    seen === ''
      ? `${source} ${sort.joins} WHERE ${where}`
      : `(SELECT card.* FROM ${source} WHERE ${where} OFFSET 0) AS card ${sort.joins} WHERE ${seen}`;
  const texts = keys.map((_key, index) => `page.key_${index}::text AS key_${index}`);
  const order = (alias: string) =>
    [
      ...sort.keys.map(
        ({ descending }, index) => `${alias}.key_${index} ${descending ? 'DESC' : 'ASC'} NULLS LAST`,
      ),
      `${alias}.id`,
    ].join(', ');
  const rows: (PageRow & { total: string })[] = await tx.query(
    `WITH found AS MATERIALIZED (
       SELECT ${['card.class_id', 'card.id', ...keys].join(', ')} FROM ${judged}
     ), page AS (
       SELECT found.* FROM found ORDER BY ${order('found')} LIMIT ${scope.binder.bind(limit + 1)}
     )
     SELECT ${[cardRowColumns, ...texts].join(', ')}, (SELECT count(*) FROM found) AS total
     FROM page JOIN ${source} ON card.id = page.id AND card.class_id = page.class_id
     WHERE card.id = ANY (ARRAY(SELECT page.id FROM page)) ORDER BY ${order('page')}`,
    scope.binder.values,
  );
  return { rows, total: Number(rows[0]?.total ?? 0) };
}

async function countRows(tx: Tx, source: string, values: readonly unknown[]): Promise<number> {
  const rows: { total: string }[] = await tx.query(`SELECT count(*) AS total FROM ${source}`, [...values]);
  return Number(rows[0]?.total ?? 0);
}
