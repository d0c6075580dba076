import { ConflictError } from '@popis/errors';
import type { StoredCatalogue } from '../classes/stored-catalogue.ts';
import type { Tx } from '../platform/database/database.ts';
import type { CardWork, StoredRelation } from './card-work.ts';
import { readRelations } from './relations.repository.ts';

/**
 * The work with every card that retires along with one of its own. Reads without locks: what is related meanwhile is
 * found by {@link refuseCascades}, under locks.
 */
export async function withCascades(tx: Tx, catalogue: StoredCatalogue, work: CardWork): Promise<CardWork> {
  const { retire = [] } = work;
  const isCascading = catalogue.domains.some((domain) =>
    [domain.onSourceRetired, domain.onTargetRetired].includes('retire'),
  );
  if (retire.length === 0 || !isCascading) return work;
  const ids = new Set(retire.map((card) => card.id));
  const ending = new Set((work.unrelate ?? []).map((relation) => relation.id));
  let fresh = [...ids];
  const also: { id: string }[] = [];
  while (fresh.length > 0) {
    const relations = (await readRelations(tx, [], fresh)).filter((relation) => !ending.has(relation.id));
    const found = new Set(listOthers(catalogue, relations, ids, 'retire').map((each) => each.other));
    fresh = [...found];
    for (const id of fresh) {
      ids.add(id);
      also.push({ id });
    }
  }
  return { ...work, retire: [...retire, ...also] };
}

/**
 * Refuses to retire cards whose relations forbid it, as far as they do not end with the same work.
 *
 * @throws ConflictError with how many relations of which domains are in the way.
 */
export function refuseCascades(
  catalogue: StoredCatalogue,
  relations: readonly StoredRelation[],
  retired: ReadonlySet<string>,
): void {
  const inTheWay = listOthers(catalogue, relations, retired, 'restrict');
  if (inTheWay.length > 0) {
    const counts = new Map<string, number>();
    for (const { domain } of inTheWay) counts.set(domain, (counts.get(domain) ?? 0) + 1);
    const shown = [...counts].map(([domain, count]) => `${count} of ${domain}`).join(', ');
    throw new ConflictError(`Relations forbid to retire the card: ${shown}`, {
      current: inTheWay
        .slice(0, 100)
        .map(({ domain, relation, other }) => ({ domain, relation, card: other })),
    });
  }
  if (listOthers(catalogue, relations, retired, 'retire').length > 0) {
    throw new ConflictError('A card was related to one that retires in the meantime');
  }
}

/** Cards that stay at the other end of a retiring card's relation, where the domain says this of that end. */
function listOthers(
  catalogue: StoredCatalogue,
  relations: readonly StoredRelation[],
  retired: ReadonlySet<string>,
  rule: 'restrict' | 'retire',
): { domain: string; relation: string; other: string }[] {
  const others: { domain: string; relation: string; other: string }[] = [];
  for (const { id, domainId, sourceId, targetId } of relations) {
    const { name: domain, onSourceRetired, onTargetRetired } = catalogue.domainById(domainId);
    if (retired.has(sourceId) && !retired.has(targetId) && onSourceRetired === rule) {
      others.push({ domain, relation: id, other: targetId });
    }
    if (retired.has(targetId) && !retired.has(sourceId) && onTargetRetired === rule) {
      others.push({ domain, relation: id, other: sourceId });
    }
  }
  return others;
}
