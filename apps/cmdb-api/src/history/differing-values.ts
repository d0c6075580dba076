import { cardsOf, everyRelationOf } from '../cards/card-sources.ts';
import type { CardScope } from '../cards/list-scope.ts';
import type { StoredCatalogue } from '../classes/stored-catalogue.ts';
import { quoteName } from '../platform/database/quoting.ts';

/**
 * That two versions of a card differ in a value that is shown: one that the model does not have any more, or that is hidden
 * from the reader, makes no difference.
 */
export function valuesDiffer(
  catalogue: StoredCatalogue,
  classIds: readonly number[],
  one: string,
  other: string,
): string {
  const cases = classIds.map((id) => {
    const shown = catalogue.getClass(catalogue.className(id)).attributes;
    const stored = shown.filter(
      ({ name, type }) => type !== 'reference' && name !== 'Code' && name !== 'Description',
    );
    const valuesOf = (alias: string) =>
      [
        `${alias}.code`,
        `${alias}.description`,
        ...stored.map(({ name }) => `nullif(${alias}.attributes -> ${quoteName(name)}, 'null')`),
      ].join(', ');
    return `WHEN ${id} THEN ROW(${valuesOf(one)}) IS DISTINCT FROM ROW(${valuesOf(other)})`;
  });
  return cases.length === 0 ? 'false' : `CASE ${one}.class_id ${cases.join(' ')} END`;
}

/**
 * Ids of cards of which a reference shows another card at one instant than at the other. Whoever asks sees the cards that it
 * has the references of; the cards that they show are looked at once for all.
 */
export function movedCards(
  catalogue: StoredCatalogue,
  classIds: readonly number[],
  then: CardScope,
  later: CardScope,
): string {
  const sides = listSides(catalogue, classIds);
  if (sides.length === 0) return 'SELECT NULL::uuid AS id WHERE false';
  return `WITH before AS MATERIALIZED (${shownAt(then, sides)}), after AS MATERIALIZED (${shownAt(later, sides)})
    SELECT DISTINCT shown.id FROM (
      (SELECT * FROM before EXCEPT SELECT * FROM after)
      UNION ALL (SELECT * FROM after EXCEPT SELECT * FROM before)) AS shown`;
}

function shownAt(scope: CardScope, sides: readonly ShownSide[]): string {
  const restricted = scope.catalogue.sight?.rows.flatMap((rows) => rows.classIds) ?? [];
  const seen =
    restricted.length === 0
      ? ''
      : `WHERE shown.far_class NOT IN (${restricted.join(', ')})
         OR shown.far_id IN (SELECT seen.id FROM ${cardsOf(restricted, scope)} AS seen)`;
  const ofSides = sides.map(
    ({ near, far, domainId, of }) =>
      `SELECT held.${near}_id AS id, held.domain_id, held.${far}_class AS far_class, held.${far}_id AS far_id
       FROM ${everyRelationOf(scope.asOf)} AS held
       WHERE held.domain_id = ${domainId} AND held.${near}_class IN (${of.join(', ')})`,
  );
  return `SELECT shown.* FROM (${ofSides.join(' UNION ALL ')}) AS shown ${seen}`;
}

interface ShownSide {
  near: 'source' | 'target';
  far: 'source' | 'target';
  domainId: number;
  /** The classes that show this side as an attribute. */
  of: number[];
}

function listSides(catalogue: StoredCatalogue, classIds: readonly number[]): ShownSide[] {
  const sides = new Map<string, ShownSide>();
  for (const classId of classIds) {
    for (const { domain, direction } of catalogue.references(catalogue.className(classId))) {
      const key = `${domain.name} ${direction}`;
      const [near, far] =
        direction === 'directed' ? (['source', 'target'] as const) : (['target', 'source'] as const);
      const side = sides.get(key) ?? { near, far, domainId: catalogue.domainId(domain.name), of: [] };
      side.of.push(classId);
      sides.set(key, side);
    }
  }
  return [...sides.values()];
}
