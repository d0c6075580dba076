import { type AttributePath } from '@popis/model';
import { attributeExpression } from '../classes/attribute-expression.ts';
import { foldText } from '../search/fold.ts';
import { toPattern } from '../search/search-query.ts';
import type { ListScope } from './list-scope.ts';
import { orderedExpression, orderedTypeOf } from './ordered-expression.ts';
import { joinValue } from './path-sql.ts';
import { hiddenValues } from './row-clause.ts';

/** Every word must be in some value of the card; case, diacritics and the Serbian alphabets count as the same. */
export function searchClause(scope: ListScope, text: string): string {
  const words = foldText(text).match(/\S+/g) ?? [];
  const isPartlyHidden = hiddenValues(scope, scope.catalogue.concreteIds(scope.className)) !== undefined;
  const clauses = words.slice(0, 10).map((word) => {
    const pattern = scope.binder.bind(`%${toPattern(word)}%`);
    const shown = `card.search_text LIKE ${pattern}`;
    // What is in the shown values is in all of them, of which there is an index.
    return isPartlyHidden ? `card.stored_text LIKE ${pattern} AND ${shown}` : shown;
  });
  return clauses.length === 0 ? 'true' : clauses.join(' AND ');
}

/** One key of a sort order. */
export interface SortKey {
  path: AttributePath;
  descending: boolean;
}

/** The SQL of a sort order: what has to be joined to `card`, and then the value of each key. */
export interface SortSql {
  keys: readonly SortKey[];
  joins: string;
  values: readonly string[];
}

/**
 * The SQL by which a list is sorted; a reference sorts by what it shows, a value in the order of its type. What stands on other cards
 * is joined once for all rows: a subquery a row would take as many probes as the class has cards.
 */
export function sortSql(scope: ListScope, keys: readonly SortKey[]): SortSql {
  const joins: string[] = [];
  const values = keys.map(({ path: { steps, attribute, reference } }, index) => {
    const along = reference === undefined ? steps : [...steps, reference];
    const valueAt = (alias: string) => {
      if (reference !== undefined) return `coalesce(${alias}.code, ${alias}.description)`;
      return orderedExpression(attribute.type, attributeExpression(attribute, alias));
    };
    if (along.length === 0) return valueAt('card');
    joins.push(joinValue(scope, along, `sort${index}`, valueAt));
    return `sort${index}.shown`;
  });
  return { keys, joins: joins.join(' '), values };
}

/** Values without one stand last, whichever the direction; the id makes the order total. */
export function orderClause({ keys, values }: SortSql): string {
  const parts = values.map(
    (value, index) => `${value} ${keys[index]?.descending ? 'DESC' : 'ASC'} NULLS LAST`,
  );
  return [...parts, 'card.id'].join(', ');
}

/** What comes after a row in that order, given the row's keys as text and its id. */
export function afterClause(
  { binder }: ListScope,
  { keys, values }: SortSql,
  last: { keys: readonly (string | null)[]; id: string },
): string {
  const alternatives: string[] = [];
  const equal: string[] = [];
  for (const [index, key] of keys.entries()) {
    const expression = values[index];
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
  return orderedTypeOf(attribute.type);
}
