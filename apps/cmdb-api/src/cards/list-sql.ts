import type { AttributeDefinition, AttributeValue, CheckedFilter, Condition } from '@popis/model';
import { attributeExpression } from '../classes/attribute-expression.ts';
import type { ReferenceAttribute, StoredCatalogue } from '../classes/stored-catalogue.ts';
import { cardsOf, relationsOf } from './card-sources.ts';

/** Collects the values of a statement; gives each its place. */
export class Binder {
  readonly values: unknown[] = [];

  bind(value: unknown): string {
    this.values.push(value);
    return `$${this.values.length}`;
  }
}

/** What the clauses of one list are built from. */
export interface ListScope {
  catalogue: StoredCatalogue;
  className: string;
  binder: Binder;
  /** Place of the instant that the list is about. */
  asOf: string | undefined;
}

/** Compiles a checked filter. Values are bound; names come from the model and are quoted. */
export function filterClause(scope: ListScope, filter: CheckedFilter): string {
  if ('and' in filter) return joinClauses(scope, filter.and, ' AND ', 'true');
  if ('or' in filter) return joinClauses(scope, filter.or, ' OR ', 'false');
  if ('not' in filter) return `(${filterClause(scope, filter.not)}) IS NOT TRUE`;
  const reference = findReference(scope, filter.attribute.name);
  return reference === undefined ? valueClause(scope, filter) : referenceClause(scope, filter, reference);
}

function joinClauses(
  scope: ListScope,
  filters: readonly CheckedFilter[],
  word: string,
  empty: string,
): string {
  if (filters.length === 0) return empty;
  return `(${filters.map((filter) => filterClause(scope, filter)).join(word)})`;
}

function valueClause({ binder }: ListScope, { attribute, operator, values }: Condition): string {
  const expression = attributeExpression(attribute);
  const type = sqlTypeOf(attribute);
  const bind = (value: AttributeValue | undefined) =>
    `${binder.bind(type === 'jsonb' ? JSON.stringify(value) : value)}::${type}`;
  const like = (pattern: string) => `${expression} ILIKE ${binder.bind(pattern)}`;
  const [first, second] = values;
  switch (operator) {
    case 'isnull':
      return `${expression} IS NULL`;
    case 'isnotnull':
      return `${expression} IS NOT NULL`;
    case 'equal':
      return `${expression} = ${bind(first)}`;
    case 'notequal':
      return `${expression} IS DISTINCT FROM ${bind(first)}`;
    case 'greater':
      return `${expression} > ${bind(first)}`;
    case 'less':
      return `${expression} < ${bind(first)}`;
    case 'between':
      return `${expression} BETWEEN ${bind(first)} AND ${bind(second)}`;
    case 'contain':
      return like(`%${escapeLike(first)}%`);
    case 'begin':
      return like(`${escapeLike(first)}%`);
    case 'end':
      return like(`%${escapeLike(first)}`);
    case 'in':
      return type === 'jsonb'
        ? `${expression} = ANY (${binder.bind(values.map((value) => JSON.stringify(value)))}::jsonb[])`
        : `${expression} = ANY (${binder.bind(values)}::${type}[])`;
  }
}

/** A reference is compared by the id of the card that it shows. */
function referenceClause(
  { binder, catalogue, asOf }: ListScope,
  { operator, values }: Condition,
  { domain, direction }: ReferenceAttribute,
): string {
  const [near, far] = direction === 'directed' ? ['source', 'target'] : ['target', 'source'];
  const shows = (condition: string) =>
    `EXISTS (SELECT FROM ${relationsOf(asOf)} AS shown WHERE shown.domain_id = ${catalogue.domainId(domain.name)}
      AND shown.${near}_id = card.id${condition})`;
  if (operator === 'isnull') return `NOT ${shows('')}`;
  if (operator === 'isnotnull') return shows('');
  const clause = shows(` AND shown.${far}_id = ANY (${binder.bind(values)}::uuid[])`);
  return operator === 'notequal' ? `NOT ${clause}` : clause;
}

function findReference({ catalogue, className }: ListScope, name: string): ReferenceAttribute | undefined {
  return catalogue.references(className).find((reference) => reference.name === name);
}

/** Every word must be in some value of the card. */
export function searchClause({ binder }: ListScope, text: string): string {
  const words = text.split(/\s+/).filter((word) => word !== '');
  const clauses = words.slice(0, 10).map((word) => {
    const pattern = binder.bind(`%${escapeLike(word)}%`);
    return `(card.code ILIKE ${pattern} OR card.description ILIKE ${pattern} OR EXISTS (
      SELECT FROM jsonb_each_text(card.attributes) AS held WHERE held.value ILIKE ${pattern}))`;
  });
  return clauses.length === 0 ? 'true' : clauses.join(' AND ');
}

/** One key of a sort order. */
export interface SortKey {
  attribute: AttributeDefinition;
  descending: boolean;
}

/** The SQL by which a list is sorted; a reference sorts by what it shows. */
export function sortExpression(scope: ListScope, attribute: AttributeDefinition): string {
  const reference = findReference(scope, attribute.name);
  if (reference === undefined) return attributeExpression(attribute);
  const { domain, direction } = reference;
  const [near, far] = direction === 'directed' ? ['source', 'target'] : ['target', 'source'];
  const ends = direction === 'directed' ? domain.target : domain.source;
  return `(SELECT coalesce(far.code, far.description)
    FROM ${relationsOf(scope.asOf)} AS shown
    JOIN ${cardsOf(scope.catalogue.concreteIds(ends), scope.asOf)} AS far ON far.id = shown.${far}_id
    WHERE shown.domain_id = ${scope.catalogue.domainId(domain.name)} AND shown.${near}_id = card.id LIMIT 1)`;
}

/** Values without one stand last, whichever the direction; the id makes the order total. */
export function orderClause(scope: ListScope, keys: readonly SortKey[]): string {
  const parts = keys.map(
    (key) => `${sortExpression(scope, key.attribute)} ${key.descending ? 'DESC' : 'ASC'} NULLS LAST`,
  );
  return [...parts, 'card.id'].join(', ');
}

/** What comes after a row in that order, given the row's keys as text and its id. */
export function afterClause(
  scope: ListScope,
  keys: readonly SortKey[],
  last: { keys: readonly (string | null)[]; id: string },
): string {
  const { binder } = scope;
  const alternatives: string[] = [];
  const equal: string[] = [];
  for (const [index, key] of keys.entries()) {
    const expression = sortExpression(scope, key.attribute);
    const text = last.keys[index] ?? null;
    if (text === null) {
      equal.push(`${expression} IS NULL`);
      continue;
    }
    const value = `${binder.bind(text)}::${sortTypeOf(key.attribute)}`;
    const comes = `(${expression} ${key.descending ? '<' : '>'} ${value} OR ${expression} IS NULL)`;
    alternatives.push([...equal, comes].join(' AND '));
    equal.push(`${expression} = ${value}`);
  }
  alternatives.push([...equal, `card.id > ${binder.bind(last.id)}::uuid`].join(' AND '));
  return `(${alternatives.map((alternative) => `(${alternative})`).join(' OR ')})`;
}

function sortTypeOf(attribute: AttributeDefinition): string {
  return attribute.type === 'reference' ? 'text' : sqlTypeOf(attribute);
}

function sqlTypeOf({ type }: AttributeDefinition): string {
  if (type === 'integer' || type === 'decimal') return 'numeric';
  if (type === 'boolean') return 'boolean';
  return type === 'json' ? 'jsonb' : 'text';
}

function escapeLike(value: AttributeValue | undefined): string {
  return String(value ?? '').replaceAll(/[\\%_]/g, (mark) => `\\${mark}`);
}
