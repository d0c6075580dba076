import {
  type CardUndo,
  type ChangedCard,
  type GivenBy,
  type Left,
  planCardUndo,
} from '@popis/reconciliation';
import type { CardWork, Relate } from '../../cards/card-work.ts';
import type { StoredCatalogue } from '../../classes/stored-catalogue.ts';
import type { ChangedCardRow, ChangedRelationRow } from './undo.read-model.ts';

/** What a change of a run wrote, and what stands now. */
export interface ChangeFacts {
  readonly cards: readonly ChangedCardRow[];
  readonly begun: readonly ChangedRelationRow[];
  readonly ended: readonly ChangedRelationRow[];
  /** Relations that came to be said by another, as they were before. */
  readonly handedOver: readonly ChangedRelationRow[];
  readonly hangers: ReadonlyMap<string, readonly string[]>;
  /** Of the ended relations: those that others exclude. */
  readonly excluded: ReadonlySet<string>;
  /** Cards at ends of ended relations that are active. */
  readonly active: ReadonlySet<string>;
  /** The master to which a card belongs. */
  readonly roots: ReadonlyMap<string, string>;
}

/** What is undone together or not at all: of one master, as far as one change wrote it. */
export interface UndoGroup {
  readonly cards: CardUndo[];
  /** Relations that end. */
  readonly unrelate: ChangedRelationRow[];
  /** Relations that begin again. */
  readonly relate: ChangedRelationRow[];
  /** Relations that stand, and go by whom they went by before. */
  readonly handBack: ChangedRelationRow[];
}

/** The undo of one change: its groups, and what is left. */
export interface ChangeUndo {
  readonly groups: readonly UndoGroup[];
  readonly left: readonly Left[];
}

/** Decides for each card what becomes of it. */
export function planCards(
  facts: Pick<ChangeFacts, 'cards' | 'hangers'>,
  catalogue: StoredCatalogue,
  runId: string,
): CardUndo[] {
  return facts.cards.map((row) => {
    const card: ChangedCard = {
      ...row,
      class: catalogue.className(row.classId),
      hangers: facts.hangers.get(row.id) ?? [],
    };
    return planCardUndo(card, runId);
  });
}

/** Decides on the relations, and puts together what belongs together. */
export function planChangeUndo(
  facts: ChangeFacts,
  cards: readonly CardUndo[],
  catalogue: StoredCatalogue,
): ChangeUndo {
  const left = cards.flatMap((card) => card.left);
  const groups = new Map<string, UndoGroup>();
  const groupOf = (...ids: string[]) => {
    const root = ids.map((id) => facts.roots.get(id)).find((id) => id !== undefined) ?? ids[0] ?? '';
    const group = groups.get(root) ?? { cards: [], unrelate: [], relate: [], handBack: [] };
    groups.set(root, group);
    return group;
  };
  for (const card of cards) if (card.action !== 'none') groupOf(card.id).cards.push(card);
  const staying = new Set(facts.cards.filter((row) => row.before === null).map((row) => row.id));
  for (const card of cards) if (card.action === 'retire') staying.delete(card.id);
  for (const relation of facts.begun) {
    // A part that stays, since somebody has worked on it, stays where it is.
    if (staying.has(relation.sourceId) || staying.has(relation.targetId)) continue;
    groupOf(relation.targetId, relation.sourceId).unrelate.push(relation);
  }
  const rows = new Map(facts.cards.map((row) => [row.id, row]));
  const restored = new Set(cards.filter((card) => card.action === 'restore').map((card) => card.id));
  for (const relation of facts.ended) {
    const reason = whyNotRelated(relation, facts, restored);
    if (reason === undefined) groupOf(relation.targetId, relation.sourceId).relate.push(relation);
    else left.push(leftRelation(relation, reason, rows, catalogue));
  }
  for (const relation of facts.handedOver)
    groupOf(relation.targetId, relation.sourceId).handBack.push(relation);
  return { groups: [...groups.values()], left };
}

function whyNotRelated(
  relation: ChangedRelationRow,
  { excluded, active }: ChangeFacts,
  restored: ReadonlySet<string>,
): string | undefined {
  if (excluded.has(relation.id)) return 'has made way for another since';
  const ends = [relation.sourceId, relation.targetId];
  return ends.every((id) => active.has(id) || restored.has(id))
    ? undefined
    : 'would lead to a card that is retired';
}

function leftRelation(
  relation: ChangedRelationRow,
  reason: string,
  rows: ReadonlyMap<string, ChangedCardRow>,
  catalogue: StoredCatalogue,
): Left {
  const domain = catalogue.domainById(relation.domainId);
  const source = rows.get(relation.sourceId);
  const row = rows.get(relation.targetId) ?? source;
  return {
    cardId: row?.id ?? relation.targetId,
    class: row === undefined ? domain.target : catalogue.className(row.classId),
    key: row?.key ?? null,
    attribute: null,
    reason: `Its relation ${domain.name} ${reason}`,
  };
}

/** The work that groups come to. */
export function toUndoWork(groups: readonly UndoGroup[], catalogue: StoredCatalogue): CardWork {
  const cards = groups.flatMap((group) => group.cards);
  const of = (action: CardUndo['action']) => cards.filter((card) => card.action === action);
  const retire = of('retire').map(({ id }) => ({ id }));
  const retired = new Set(retire.map(({ id }) => id));
  const unrelate = groups
    .flatMap((group) => group.unrelate)
    .filter(({ sourceId, targetId }) => !retired.has(sourceId) && !retired.has(targetId));
  return {
    create: of('restore').map((card) => ({
      id: card.id,
      class: card.class,
      attributes: card.values,
      given: card.given,
    })),
    update: of('update').map((card) => ({
      id: card.id,
      attributes: card.values,
      given: card.given,
      stamped: Object.keys(card.values),
    })),
    retire,
    unrelate: unrelate.map(({ id }) => ({ id })),
    relate: groups
      .flatMap((group) => [...group.relate, ...group.handBack])
      .map((relation) => toRelate(relation, catalogue)),
    ignoreModes: true,
  };
}

function toRelate(relation: ChangedRelationRow, catalogue: StoredCatalogue): Relate {
  const { sourceId: source, targetId: target, attributes, provenance } = relation;
  const given: GivenBy = provenance;
  return {
    domain: catalogue.domainById(relation.domainId).name,
    source,
    target,
    attributes,
    given,
    handsOver: true,
  };
}

/** How many cards and relations an undo concerns, by what is done with them. */
export interface UndoCounts {
  retired: number;
  restored: number;
  updated: number;
  related: number;
  unrelated: number;
  handedBack: number;
  left: number;
}

export const noUndoCounts: UndoCounts = {
  retired: 0,
  restored: 0,
  updated: 0,
  related: 0,
  unrelated: 0,
  handedBack: 0,
  left: 0,
};

/** Adds what groups come to. */
export function addCounts(counts: UndoCounts, groups: readonly UndoGroup[], left: number): UndoCounts {
  const sum = { ...counts, left: counts.left + left };
  for (const { cards, relate, unrelate, handBack } of groups) {
    for (const { action } of cards) {
      if (action === 'retire') sum.retired += 1;
      if (action === 'restore') sum.restored += 1;
      if (action === 'update') sum.updated += 1;
    }
    sum.related += relate.length;
    sum.unrelated += unrelate.length;
    sum.handedBack += handBack.length;
  }
  return sum;
}
