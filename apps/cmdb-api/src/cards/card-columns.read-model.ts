import type { AttributeValue } from '@popis/model';
import { attributeExpression } from '../classes/attribute-expression.ts';
import type { Tx } from '../platform/database/database.ts';
import { type CardSummary, findSummaries } from './card-summaries.read-model.ts';
import type { Card } from './cards.read-model.ts';
import type { CheckedList, Column } from './check-list.ts';
import { Binder, type ListScope } from './list-scope.ts';
import { joinPath } from './path-sql.ts';

/** Most values that one column shows of one card. */
const valuesAtMost = 100;

/** What a column shows: one value, or a list of those of several cards. */
type ColumnValue = AttributeValue | CardSummary;

/**
 * Reduces cards to the columns of a list, if it names some, and adds those that stand on related cards: two queries, however
 * many cards and columns.
 */
export async function showColumns(
  tx: Tx,
  scope: ListScope,
  cards: Card[],
  { columns, asOf }: Pick<CheckedList, 'columns' | 'asOf'>,
): Promise<Card[]> {
  if (columns === undefined) return cards;
  const related = columns.filter(({ path }) => path.steps.length > 0);
  const found = await readRelated(
    tx,
    scope,
    cards.map((card) => card.id),
    related,
    asOf,
  );
  return cards.map((card) => {
    const attributes: Record<string, ColumnValue> = {};
    const provenance: Card['provenance'] = {};
    for (const { name, path } of columns) {
      const own = path.steps.length === 0;
      attributes[name] = (own ? card.attributes[name] : found.get(card.id)?.[name]) ?? null;
      const from = own ? card.provenance[name] : undefined;
      if (from !== undefined) provenance[name] = from;
    }
    return { ...card, attributes, provenance };
  });
}

async function readRelated(
  tx: Tx,
  { catalogue, className }: ListScope,
  ids: readonly string[],
  columns: readonly Column[],
  asOf: Date | undefined,
): Promise<Map<string, Record<string, ColumnValue>>> {
  const shown = new Map<string, Record<string, ColumnValue>>();
  if (ids.length === 0 || columns.length === 0) return shown;
  const binder = new Binder();
  const at = asOf === undefined ? undefined : `${binder.bind(asOf)}::timestamptz`;
  const scope: ListScope = { catalogue, className, binder, asOf: at };
  const values = columns.map((column, index) => `${valuesOf(scope, column)} AS column_${index}`);
  const rows: ({ id: string } & Record<`column_${number}`, AttributeValue[] | null>)[] = await tx.query(
    `SELECT card.id, ${values.join(', ')} FROM unnest(${binder.bind(ids)}::uuid[]) AS card (id)`,
    binder.values,
  );
  const cardIds: string[] = [];
  for (const [index, { path }] of columns.entries()) {
    if (path.reference === undefined) continue;
    for (const row of rows) cardIds.push(...(row[`column_${index}`] ?? []).map(String));
  }
  const summaries = await findSummaries(tx, catalogue, cardIds, asOf);
  for (const row of rows) {
    const record: Record<string, ColumnValue> = {};
    for (const [index, { name, path }] of columns.entries()) {
      const list: AttributeValue[] = [];
      for (const value of row[`column_${index}`] ?? []) {
        list.push(path.reference === undefined ? value : toJson(summaries.get(String(value))));
      }
      record[name] = path.many ? list : (list[0] ?? null);
    }
    shown.set(row.id, record);
  }
  return shown;
}

function toJson(summary: CardSummary | undefined): AttributeValue {
  return summary === undefined ? null : { ...summary };
}

/** The values at the end of a path as a JSON list, in the order of the cards that have them; a reference gives ids. */
function valuesOf(scope: ListScope, { path }: Column): string {
  const { steps, attribute, reference } = path;
  const { from, on, end } = joinPath(scope, reference === undefined ? steps : [...steps, reference], 'card');
  const value = reference === undefined ? attributeExpression(attribute, end) : `${end}.id`;
  return `(SELECT jsonb_agg(held.value ORDER BY held.code, held.id) FROM (
      SELECT to_jsonb(${value}) AS value, ${end}.code, ${end}.id FROM ${from}
      WHERE ${on} AND ${value} IS NOT NULL ORDER BY ${end}.code, ${end}.id LIMIT ${valuesAtMost}) AS held)`;
}
