import { cardsOf } from '../cards/card-sources.ts';
import { Binder } from '../cards/list-scope.ts';
import { attributeExpression } from '../classes/attribute-expression.ts';
import type { StoredCatalogue } from '../classes/stored-catalogue.ts';
import type { Tx } from '../platform/database/database.ts';
import { type CardEnd, firstEnd } from './scenario.ts';
import { bindInstant } from './walk.read-model.ts';

/** Classes that have a date attribute of that name. */
export function classesEnding(catalogue: StoredCatalogue, name: string): number[] {
  const types = new Set(['date', 'timestamp']);
  const classes = catalogue.classes.filter(({ abstract, name: className }) => {
    return !abstract && types.has(catalogue.findAttribute(className, name)?.type ?? '');
  });
  return classes.map((found) => catalogue.classId(found.name));
}

/** When these cards end, each as the first of the named attributes says; a card without any is absent. */
export async function listCardEnds(
  tx: Tx,
  catalogue: StoredCatalogue,
  wanted: { cardIds: readonly string[]; names: readonly string[]; asOf: Date | undefined },
): Promise<Map<string, CardEnd>> {
  const binder = new Binder();
  const scope = { catalogue, binder, asOf: bindInstant(binder, wanted.asOf) };
  const ids = binder.bindIds(wanted.cardIds);
  const parts: string[] = [];
  for (const name of new Set(wanted.names)) {
    const classIds = classesEnding(catalogue, name);
    if (classIds.length === 0) continue;
    const value = attributeExpression({ name, type: 'date' });
    parts.push(`SELECT card.id, ${binder.bind(name)}::text AS attribute, left(${value}, 10) AS day
      FROM ${cardsOf(classIds, scope)} AS card
      WHERE card.id = ANY (ARRAY(SELECT unnest(${ids}))) AND ${value} IS NOT NULL`);
  }
  if (parts.length === 0) return new Map();
  const rows: { id: string; attribute: string; day: string }[] = await tx.query(
    parts.join(' UNION ALL '),
    binder.values,
  );
  const ends = new Map<string, CardEnd>();
  for (const { id, attribute, day } of rows) ends.set(id, firstEnd(ends.get(id), { attribute, on: day }));
  return ends;
}
