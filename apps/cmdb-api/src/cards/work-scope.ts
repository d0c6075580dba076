import { NotFoundError } from '@popis/errors';
import type { StoredCatalogue } from '../classes/stored-catalogue.ts';
import type { Tx } from '../platform/database/database.ts';
import { StaleError } from '../platform/stale-error.ts';
import type { CardWork, StoredCard } from './card-work.ts';
import { lockCards, readCardClasses } from './cards.repository.ts';
import type { CheckedWork } from './check-work.ts';
import { listNearEnds } from './decide-relations.ts';
import { type RelationSelection, readRelations } from './relations.repository.ts';

/** Locks every card that the work updates, retires, or shows a changed relation of. */
export async function lockWorkCards(
  tx: Tx,
  catalogue: StoredCatalogue,
  work: CardWork,
): Promise<Map<string, StoredCard>> {
  const { update = [], retire = [], relate = [], unrelate = [] } = work;
  const ids = new Set([...update, ...retire].map((card) => card.id));
  const ending = await readRelations(
    tx,
    unrelate.map((relation) => relation.id),
    retire.map((card) => card.id),
  );
  const joined = ending.map((relation) => ({
    domain: catalogue.domainById(relation.domainId).name,
    source: relation.sourceId,
    target: relation.targetId,
  }));
  for (const relation of [...relate, ...joined]) {
    for (const id of listNearEnds(catalogue, relation)) ids.add(id);
  }
  const lock = retire.length > 0 ? 'FOR UPDATE' : 'FOR NO KEY UPDATE';
  const cards = new Map((await lockCards(tx, [...ids], lock)).map((card) => [card.id, card]));
  refuseMissing([...update, ...retire], new Set(cards.keys()), 'card');
  return cards;
}

/** @throws NotFoundError */
export function refuseMissing(
  wanted: readonly { id: string }[],
  found: ReadonlySet<string>,
  what: 'card' | 'relation',
): void {
  for (const { id } of wanted) {
    if (!found.has(id)) throw new NotFoundError(`There is no active ${what} ${id}`, { context: { id } });
  }
}

/** @throws StaleError */
export function refuseStale(work: CardWork, cards: ReadonlyMap<string, StoredCard>): void {
  for (const { id, ifMatch } of [...(work.update ?? []), ...(work.retire ?? [])]) {
    if (ifMatch !== undefined && cards.get(id)?.revision !== ifMatch) {
      throw new StaleError('The card was changed in the meantime', { current: id });
    }
  }
}

/** The standing relations that the work could be about. */
export function selectRelations(
  catalogue: StoredCatalogue,
  work: CardWork,
  checked: CheckedWork,
): RelationSelection {
  const ends: { domainId: number; sourceId: string | null; targetId: string | null }[] = [];
  for (const card of checked.updates) {
    for (const { name, domain, direction } of catalogue.references(card.className)) {
      if (card.references[name] === undefined) continue;
      const domainId = catalogue.domainId(domain.name);
      const isDirected = direction === 'directed';
      ends.push({ domainId, sourceId: isDirected ? card.id : null, targetId: isDirected ? null : card.id });
    }
  }
  for (const { domain, source, target } of checked.relates) {
    ends.push({ domainId: catalogue.domainId(domain), sourceId: source, targetId: target });
  }
  return {
    ids: (work.unrelate ?? []).map((relation) => relation.id),
    ofCards: (work.retire ?? []).map((card) => card.id),
    ends,
  };
}

/** Classes of all cards that the work may relate to each other. */
export async function readClasses(
  tx: Tx,
  catalogue: StoredCatalogue,
  checked: CheckedWork,
  cards: ReadonlyMap<string, StoredCard>,
  retired: ReadonlySet<string>,
): Promise<Map<string, number>> {
  const wanted = new Set<string>();
  for (const card of [...checked.creates, ...checked.updates]) {
    for (const far of Object.values(card.references)) if (far !== null) wanted.add(far);
  }
  for (const { source, target } of checked.relates) wanted.add(source).add(target);
  const classes = new Map<string, number>();
  for (const card of cards.values()) classes.set(card.id, card.classId);
  for (const card of checked.creates) classes.set(card.id, catalogue.classId(card.className));
  const unknown = [...wanted].filter((id) => !classes.has(id));
  for (const [id, classId] of await readCardClasses(tx, unknown)) classes.set(id, classId);
  for (const id of retired) classes.delete(id);
  return classes;
}
