import type { StoredCatalogue } from '../classes/stored-catalogue.ts';
import type { Tx } from '../platform/database/database.ts';
import { cardsOf } from './card-sources.ts';
import { Binder, type CardScope } from './list-scope.ts';
import { atItsEnd, rowClause } from './row-clause.ts';

/** Whether the card is active or retired; `undefined` for an id that never was a card, or of one that is not to be seen. */
export async function findCardState(
  tx: Tx,
  catalogue: StoredCatalogue,
  id: string,
): Promise<'active' | 'retired' | undefined> {
  const binder = new Binder();
  const scope: CardScope = { catalogue, binder, asOf: undefined };
  const card = `${binder.bind(id)}::uuid`;
  const [found] = await tx.query<{ active: boolean; retired: boolean }[]>(
    `SELECT EXISTS (${activeCard(scope, card)}) AS active, EXISTS (${endedCard(scope, card)}) AS retired`,
    binder.values,
  );
  if (found?.active === true) return 'active';
  return found?.retired === true ? 'retired' : undefined;
}

/** That the end of a relation under an alias is a card that is seen as it is, or was seen when it retired. */
export function knownEnd(scope: CardScope, alias: string, end: 'source' | 'target'): string {
  const classIds = scope.catalogue.sight?.rows.flatMap((rows) => rows.classIds) ?? [];
  if (classIds.length === 0) return 'true';
  const id = `${alias}.${end}_id`;
  return `(${alias}.${end}_class NOT IN (${classIds.join(', ')})
    OR EXISTS (${activeCard(scope, id)}) OR EXISTS (${endedCard(scope, id)}))`;
}

function activeCard(scope: CardScope, id: string): string {
  return `SELECT FROM ${cardsOf(undefined, { ...scope, asOf: undefined })} AS active WHERE active.id = ${id}`;
}

/** Of a card that does not stand any more, its last version counts. */
function endedCard(scope: CardScope, id: string): string {
  const met = rowClause({ ...scope, asOf: atItsEnd('version') }, 'version');
  return `SELECT FROM (SELECT last.* FROM card_history AS last
      WHERE last.id = ${id} AND NOT EXISTS (SELECT FROM card WHERE card.id = ${id})
      ORDER BY last.valid_from DESC LIMIT 1) AS version WHERE ${['true', ...met].join(' AND ')}`;
}
