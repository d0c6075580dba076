import type { AttributeValue } from '@popis/model';
import type { StoredCatalogue } from '../classes/stored-catalogue.ts';
import type { Tx } from '../platform/database/database.ts';
import { cardsOf } from './card-sources.ts';
import { type CardSummary, findSummaries } from './card-summaries.read-model.ts';
import type { CheckedFacets } from './check-facets.ts';
import { filterClause } from './filter-sql.ts';
import { groupKey } from './group-counts.read-model.ts';
import { Binder, type ListScope } from './list-scope.ts';
import { searchClause } from './list-sql.ts';

/** How often each value of one attribute stands in a list. */
export interface Facet {
  name: string;
  /** The most frequent first; `null` = without a value. */
  values: { value: AttributeValue | CardSummary; count: number }[];
  /** Different values, `null` among them. */
  total: number;
  /** Cards that all of them are counted in. */
  cards: number;
}

interface Row {
  facet: number;
  shown: AttributeValue;
  cards: string;
  total: string;
  all_cards: string;
}

/**
 * Counts the values of several attributes in one pass over the cards. The conditions that some facet leaves out are asked once
 * a card, as columns; each facet then counts the cards that meet those of all the others.
 */
export async function countFacets(
  tx: Tx,
  catalogue: StoredCatalogue,
  wanted: CheckedFacets,
): Promise<Facet[]> {
  const binder = new Binder();
  const asOf = wanted.asOf === undefined ? undefined : `${binder.bind(wanted.asOf)}::timestamptz`;
  const scope: ListScope = { catalogue, className: wanted.className, binder, asOf };
  const { facets } = wanted;
  const keys = facets.map(({ path }, index) => groupKey(scope, path, `by${index}`));
  const columns = facets.map(
    ({ own }, index) =>
      `${keys[index]?.value} AS key_${index}, (${filterClause(scope, { and: own })}) IS TRUE AS met_${index}`,
  );
  const where = [filterClause(scope, wanted.shared), searchClause(scope, wanted.query)].join(' AND ');
  const counted = facets.map((_facet, index) => {
    const others = facets.flatMap((_other, other) => (other === index ? [] : [`met_${other}`]));
    return `SELECT ${index} AS facet, to_jsonb(key_${index}) AS shown, count(*) AS cards,
      count(*) OVER () AS total, sum(count(*)) OVER () AS all_cards,
      row_number() OVER (ORDER BY count(*) DESC, key_${index} NULLS LAST) AS place
    FROM found WHERE ${others.length === 0 ? 'true' : others.join(' AND ')} GROUP BY key_${index}`;
  });
  const rows: Row[] = await tx.query(
    `WITH found AS MATERIALIZED (
       SELECT ${columns.join(', ')} FROM ${cardsOf(catalogue.concreteIds(wanted.className), scope)} AS card
       ${keys.map(({ join }) => join).join(' ')} WHERE ${where}
     )
     SELECT * FROM (${counted.join(' UNION ALL ')}) AS counted WHERE place <= ${binder.bind(wanted.limit)}
     ORDER BY facet, place`,
    binder.values,
  );
  return toFacets(tx, catalogue, wanted, rows);
}

async function toFacets(
  tx: Tx,
  catalogue: StoredCatalogue,
  { facets, asOf }: CheckedFacets,
  rows: readonly Row[],
): Promise<Facet[]> {
  const ids = rows.flatMap(({ facet, shown }) =>
    facets[facet]?.path?.reference === undefined || shown === null ? [] : [String(shown)],
  );
  const summaries = await findSummaries(tx, catalogue, ids, asOf);
  return facets.map(({ name, path }, index) => {
    const own = rows.filter(({ facet }) => facet === index);
    const show = (shown: AttributeValue) => {
      if (path === undefined) return catalogue.className(Number(shown));
      return path.reference === undefined ? shown : (summaries.get(String(shown)) ?? null);
    };
    return {
      name,
      values: own.map(({ shown, cards }) => ({ value: show(shown), count: Number(cards) })),
      total: Number(own[0]?.total ?? 0),
      cards: Number(own[0]?.all_cards ?? 0),
    };
  });
}
