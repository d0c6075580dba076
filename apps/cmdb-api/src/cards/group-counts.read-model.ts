import type { AttributePath, AttributeValue } from '@popis/model';
import { attributeExpression } from '../classes/attribute-expression.ts';
import type { StoredCatalogue } from '../classes/stored-catalogue.ts';
import type { Tx } from '../platform/database/database.ts';
import { cardsOf } from './card-sources.ts';
import { type CardSummary, findSummaries } from './card-summaries.read-model.ts';
import type { CheckedCounts } from './check-counts.ts';
import { filterClause } from './filter-sql.ts';
import { Binder, type ListScope } from './list-scope.ts';
import { searchClause } from './list-sql.ts';
import { joinValue } from './path-sql.ts';

/** Cards that have the same values. */
export interface Group {
  values: Record<string, AttributeValue | CardSummary>;
  count: number;
}

/** The largest groups, how many groups there are, and how many cards are in all of them. */
export interface Groups {
  groups: Group[];
  total: number;
  cards: number;
}

type Row = { cards: string; groups: string; total: string } & Record<`key_${number}`, AttributeValue>;

/** Counts cards of a class and its descendants by values, in one statement: every path is one join. */
export async function countGroups(
  tx: Tx,
  catalogue: StoredCatalogue,
  wanted: CheckedCounts,
): Promise<Groups> {
  const binder = new Binder();
  const asOf = wanted.asOf === undefined ? undefined : `${binder.bind(wanted.asOf)}::timestamptz`;
  const scope: ListScope = { catalogue, className: wanted.className, binder, asOf };
  const keys = wanted.by.map(({ path }, index) => groupKey(scope, path, `by${index}`));
  const where = [filterClause(scope, wanted.filter), searchClause(scope, wanted.query)].join(' AND ');
  const names = keys.map((_key, index) => `key_${index}`);
  const selected = keys.map(({ value }, index) => `${value} AS key_${index}`);
  const rows: Row[] = await tx.query(
    `SELECT ${[...names.map((name) => `to_jsonb(held.${name}) AS ${name}`), 'held.cards'].join(', ')},
       count(*) OVER () AS groups, sum(held.cards) OVER () AS total
     FROM (SELECT ${[...selected, 'count(*) AS cards'].join(', ')}
       FROM ${cardsOf(catalogue.concreteIds(wanted.className), scope)} AS card ${keys.map(({ join }) => join).join(' ')}
       WHERE ${where} ${names.length === 0 ? '' : `GROUP BY ${names.join(', ')}`}) AS held
     ORDER BY ${['held.cards DESC', ...names.map((name) => `held.${name}`)].join(', ')} LIMIT ${binder.bind(wanted.limit)}`,
    binder.values,
  );
  return {
    groups: await toGroups(tx, catalogue, wanted, rows),
    total: Number(rows[0]?.groups ?? 0),
    cards: Number(rows[0]?.total ?? 0),
  };
}

/** What cards are grouped by in SQL, and what has to be joined to `card` for it. */
export interface GroupKey {
  value: string;
  join: string;
}

/** A path has one value at most, so its join neither adds nor drops a card. A reference is grouped by the card that it shows. */
export function groupKey(scope: ListScope, path: AttributePath | undefined, alias: string): GroupKey {
  if (path === undefined) return { value: 'card.class_id', join: '' };
  const { steps, attribute, reference } = path;
  const along = reference === undefined ? steps : [...steps, reference];
  if (along.length === 0) return { value: attributeExpression(attribute), join: '' };
  const valueAt = (end: string) =>
    reference === undefined ? attributeExpression(attribute, end) : `${end}.id`;
  return { value: `${alias}.shown`, join: joinValue(scope, along, alias, valueAt) };
}

async function toGroups(
  tx: Tx,
  catalogue: StoredCatalogue,
  { by, asOf }: CheckedCounts,
  rows: readonly Row[],
): Promise<Group[]> {
  const ids: string[] = [];
  for (const [index, { path }] of by.entries()) {
    if (path?.reference === undefined) continue;
    for (const row of rows) if (row[`key_${index}`] !== null) ids.push(String(row[`key_${index}`]));
  }
  const summaries = await findSummaries(tx, catalogue, ids, asOf);
  return rows.map((row) => {
    const values: Group['values'] = {};
    for (const [index, { name, path }] of by.entries()) {
      const key = row[`key_${index}`] ?? null;
      if (path === undefined) values[name] = catalogue.className(Number(key));
      else values[name] = path.reference === undefined ? key : (summaries.get(String(key)) ?? null);
    }
    return { values, count: Number(row.cards) };
  });
}
