import type { NarrowSight } from '../classes/sight.ts';
import type { StoredCatalogue } from '../classes/stored-catalogue.ts';
import { quoteName } from '../platform/database/quoting.ts';
import type { CardScope } from './list-scope.ts';

/**
 * What must hold for a card under an alias to be seen; nothing where all cards of these classes are. What decides is not
 * narrowed itself: it is compiled for the whole model, and so asks no second time.
 */
export function rowClause(scope: CardScope, alias: string, classIds?: readonly number[]): string[] {
  const { sight } = scope.catalogue;
  if (sight === undefined) return [];
  const clauses: string[] = [];
  for (const { classIds: restricted, filter } of sight.rows) {
    const asked = restricted.filter((id) => classIds === undefined || classIds.includes(id));
    if (asked.length === 0) continue;
    const met = sight.compile({ ...scope, catalogue: sight.whole }, filter, alias);
    const isAll = asked.length === classIds?.length;
    clauses.push(isAll ? `(${met})` : `(${alias}.class_id NOT IN (${asked.join(', ')}) OR (${met}))`);
  }
  return clauses;
}

/** Whether some card of these classes may be kept from the reader. */
export function isNarrowed({ catalogue: { sight } }: CardScope, classIds: readonly number[]): boolean {
  return sight?.rows.some((rows) => rows.classIds.some((id) => classIds.includes(id))) ?? false;
}

/** A scope in which every card is seen, with what is hidden of it: for cards that are judged apart. */
export function unnarrowed<Scope extends CardScope>(scope: Scope): Scope {
  const { catalogue } = scope;
  if (catalogue.sight === undefined) return scope;
  return { ...scope, catalogue: { ...catalogue, sight: { ...catalogue.sight, rows: [] } } };
}

/** The attributes of a card under an alias without those that are hidden; `undefined` where none is. */
export function hiddenValues(
  { catalogue: { sight } }: CardScope,
  classIds?: readonly number[],
): ((alias: string) => string) | undefined {
  const hidden = listHidden(sight, classIds);
  if (hidden.length === 0) return undefined;
  return (alias) => {
    const cases = hidden.map(
      ([id, names]) => `WHEN ${id} THEN ${alias}.attributes - ARRAY[${names.map(quoteName).join(', ')}]`,
    );
    return `CASE ${alias}.class_id ${cases.join(' ')} ELSE ${alias}.attributes END`;
  };
}

function listHidden(sight: NarrowSight | undefined, classIds: readonly number[] | undefined) {
  const all = [...(sight?.hiddenNames ?? [])];
  return all.filter(([id]) => classIds === undefined || classIds.includes(id));
}

/** Whether the card under an alias is seen, as a column. */
export function seenColumn(scope: CardScope, alias: string, classId?: number): string {
  const clauses = rowClause(scope, alias, classId === undefined ? undefined : [classId]);
  return clauses.length === 0 ? 'true AS seen' : `(${clauses.join(' AND ')}) IS TRUE AS seen`;
}

/** The moment before a version under an alias ended: when a retired card was last what it was. */
export function atItsEnd(alias: string): string {
  return `(${alias}.valid_to - interval '1 microsecond')`;
}

/** A record by names of attributes without what cards of the class are shown without. */
export function withoutHidden<Value>(
  { sight }: StoredCatalogue,
  classId: number,
  record: Readonly<Record<string, Value>>,
): Record<string, Value> {
  const shown = { ...record };
  for (const name of sight?.hiddenNames.get(classId) ?? []) delete shown[name];
  return shown;
}
