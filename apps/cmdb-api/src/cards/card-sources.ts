import type { CardScope } from './list-scope.ts';
import { hiddenValues, rowClause } from './row-clause.ts';

/**
 * Which rows a query is about: what stands, or what stood at an instant (then `$n`, bound by the caller, is the instant), and
 * of that what the reader may see. All give the same columns under the same alias, so filters and sorting do not know the
 * difference. `search_text` is of the values that are shown; `stored_text`, which has an index, of all of them.
 */
export function cardsOf(classIds: readonly number[] | undefined, scope: CardScope): string {
  const { asOf } = scope;
  const conditions = (table: string) => {
    const ofClass =
      classIds === undefined
        ? []
        : [`${table}.class_id IN (${classIds.length === 0 ? 'NULL' : classIds.join(', ')})`];
    return [...ofClass, ...rowClause(scope, table, classIds)];
  };
  const text = searchTextOf(scope, classIds);
  const standing = `SELECT ${cardColumns('standing', asOf === undefined ? 'revision' : 'change_id')}, ${text('standing')}
      FROM card AS standing`;
  if (asOf === undefined) return `(${standing} ${where(conditions('standing'))})`;
  return `(${standing} ${where([`standing.valid_from <= ${asOf}`, ...conditions('standing')])}
    UNION ALL
    SELECT ${cardColumns('past', 'change_id')}, ${text('past')} FROM card_history AS past
      ${where([`past.valid_from <= ${asOf}`, `past.valid_to > ${asOf}`, ...conditions('past')])})`;
}

function cardColumns(table: string, revision: string): string {
  return `${table}.class_id, ${table}.id, ${table}.code, ${table}.description, ${table}.attributes, ${table}.provenance,
      ${table}.valid_from, ${table}.${revision} AS revision`;
}

function searchTextOf(scope: CardScope, classIds: readonly number[] | undefined): (table: string) => string {
  const hidden = hiddenValues(scope, classIds);
  const made = (table: string, attributes: string) =>
    `search_text(${table}.code, ${table}.description, ${attributes})`;
  return (table) => {
    const stored = table === 'past' ? made(table, `${table}.attributes`) : `${table}.search_text`;
    if (hidden === undefined) return `${stored} AS search_text`;
    return `${made(table, hidden(table))} AS search_text, ${stored} AS stored_text`;
  };
}

/**
 * The same for relations: one is seen when both its cards are. Where both are sources of the statement themselves,
 * {@link everyRelationOf} says the same for less.
 */
export function relationsOf(scope: CardScope): string {
  const { sight } = scope.catalogue;
  if (sight === undefined) return everyRelationOf(scope.asOf);
  return readRelations(scope.asOf, (table) => [
    ...(sight.hiddenDomains.length === 0
      ? []
      : [`${table}.domain_id NOT IN (${sight.hiddenDomains.join(', ')})`]),
    ...endClause(scope, table, 'source'),
    ...endClause(scope, table, 'target'),
  ]);
}

/** Every relation, whoever asks. */
export function everyRelationOf(asOf: string | undefined): string {
  return asOf === undefined ? 'relation' : readRelations(asOf, () => []);
}

function readRelations(asOf: string | undefined, conditions: (table: string) => readonly string[]): string {
  const standing = `SELECT ${relationColumns('standing')} FROM relation AS standing`;
  if (asOf === undefined) return `(${standing} ${where(conditions('standing'))})`;
  return `(${standing} ${where([`standing.valid_from <= ${asOf}`, ...conditions('standing')])}
    UNION ALL
    SELECT ${relationColumns('past')} FROM relation_history AS past
      ${where([`past.valid_from <= ${asOf}`, `past.valid_to > ${asOf}`, ...conditions('past')])})`;
}

function endClause(scope: CardScope, table: string, end: 'source' | 'target'): string[] {
  const classIds = scope.catalogue.sight?.rows.flatMap((rows) => rows.classIds) ?? [];
  if (classIds.length === 0) return [];
  return [
    `(${table}.${end}_class NOT IN (${classIds.join(', ')}) OR EXISTS (
      SELECT FROM ${cardsOf(classIds, scope)} AS seen
      WHERE seen.id = ${table}.${end}_id AND seen.class_id = ${table}.${end}_class))`,
  ];
}

function where(conditions: readonly string[]): string {
  return conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`;
}

function relationColumns(table: string): string {
  const names = [
    'id',
    'domain_id',
    'source_class',
    'source_id',
    'target_class',
    'target_id',
    'attributes',
    'provenance',
    'valid_from',
    'change_id',
  ];
  return names.map((name) => `${table}.${name}`).join(', ');
}
