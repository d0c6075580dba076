import { type AttributePath } from '@popis/model';
import { attributeExpression } from '../classes/attribute-expression.ts';
import { foldText } from '../search/fold.ts';
import { toPattern } from '../search/search-query.ts';
import { addressOf } from './filter-sql.ts';
import { type ListScope, sqlTypeOf } from './list-scope.ts';
import { joinPath } from './path-sql.ts';

/** Every word must be in some value of the card; case, diacritics and the Serbian alphabets count as the same. */
export function searchClause({ binder }: ListScope, text: string): string {
  const words = foldText(text).match(/\S+/g) ?? [];
  const clauses = words.slice(0, 10).map((word) => {
    return `card.search_text LIKE ${binder.bind(`%${toPattern(word)}%`)}`;
  });
  return clauses.length === 0 ? 'true' : clauses.join(' AND ');
}

/** One key of a sort order. */
export interface SortKey {
  path: AttributePath;
  descending: boolean;
}

/** The SQL by which a list is sorted; a reference sorts by what it shows, an address as an address. */
export function sortExpression(scope: ListScope, { steps, attribute, reference }: AttributePath): string {
  const along = reference === undefined ? steps : [...steps, reference];
  const shownValue = (alias: string) => {
    if (reference !== undefined) return `coalesce(${alias}.code, ${alias}.description)`;
    const expression = attributeExpression(attribute, alias);
    return attribute.type === 'ipAddress' ? addressOf(expression) : expression;
  };
  if (along.length === 0) return shownValue('card');
  const { from, on, end } = joinPath(scope, along, 'card');
  return `(SELECT ${shownValue(end)} FROM ${from} WHERE ${on} LIMIT 1)`;
}

/** Values without one stand last, whichever the direction; the id makes the order total. */
export function orderClause(scope: ListScope, keys: readonly SortKey[]): string {
  const parts = keys.map(
    (key) => `${sortExpression(scope, key.path)} ${key.descending ? 'DESC' : 'ASC'} NULLS LAST`,
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
    const expression = sortExpression(scope, key.path);
    const text = last.keys[index] ?? null;
    if (text === null) {
      equal.push(`${expression} IS NULL`);
      continue;
    }
    const value = `${binder.bind(text)}::${sortTypeOf(key.path)}`;
    const comes = `(${expression} ${key.descending ? '<' : '>'} ${value} OR ${expression} IS NULL)`;
    alternatives.push([...equal, comes].join(' AND '));
    equal.push(`${expression} = ${value}`);
  }
  alternatives.push([...equal, `card.id > ${binder.bind(last.id)}::uuid`].join(' AND '));
  return `(${alternatives.map((alternative) => `(${alternative})`).join(' OR ')})`;
}

function sortTypeOf({ attribute }: AttributePath): string {
  if (attribute.type === 'reference') return 'text';
  return attribute.type === 'ipAddress' ? 'inet' : sqlTypeOf(attribute);
}
