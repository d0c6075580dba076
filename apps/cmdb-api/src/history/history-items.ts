import { type AttributeValue, compareStates, type Difference, type DomainDefinition } from '@popis/model';
import type { CardSummary } from '../cards/card-summaries.read-model.ts';

/** A change, as a history shows it. */
export interface HistoryChange {
  id: string;
  at: Date;
  actor: string;
  source: string;
  runId: string | null;
  reason: string | null;
}

/** One version of the card. */
export interface CardVersion {
  values: Record<string, AttributeValue>;
  changeId: string;
  /** `null`: it stands. */
  endedChangeId: string | null;
  /** The card ended with this version. */
  retired: boolean;
  /** What the card was before it began: nothing, retired, or a version that retention removed. */
  before: 'nothing' | 'retired' | 'removed';
}

/** One version of a relation of the card. */
export interface RelationVersion {
  id: string;
  domain: DomainDefinition;
  sourceId: string;
  targetId: string;
  attributes: Record<string, AttributeValue>;
  changeId: string;
  endedChangeId: string | null;
}

/** What happened to a document of the card. `version`: the newest one at that moment. */
export interface DocumentDeed {
  action: 'attached' | 'versioned' | 'detached';
  changeId: string;
  id: string;
  name: string;
  version: number;
}

/** What happened to a note in the card's journal; a note is never edited. */
export interface NoteDeed {
  action: 'noted' | 'struck';
  changeId: string;
  id: string;
  text: string;
}

export interface HistoryFacts {
  cardId: string;
  /** The newest first. */
  changes: readonly HistoryChange[];
  versions: readonly CardVersion[];
  relations: readonly RelationVersion[];
  cards: ReadonlyMap<string, CardSummary>;
  documents: readonly DocumentDeed[];
  notes: readonly NoteDeed[];
}

/** Of what is told: the card itself, a relation of it, a document or a note on it. */
export const historyActions = [
  'created',
  'restored',
  'updated',
  'retired',
  'related',
  'changed',
  'unrelated',
  'attached',
  'versioned',
  'detached',
  'noted',
  'struck',
] as const;

/** One thing that happened to a card. */
export interface HistoryItem {
  at: Date;
  action: (typeof historyActions)[number];
  change: Omit<HistoryChange, 'at'>;
  /** Attributes of the card, or of the relation when the item is about one. */
  differences: Difference[];
  /** The version before is not kept, so that nobody can say any more what differed. */
  removed?: boolean;
  relation?: { id: string; domain: string; label: string; card: CardSummary };
  document?: { id: string; name: string; version: number };
  note?: { id: string; text: string };
}

/**
 * Tells what each change did: first to the card itself, then which relations ended, which began or got other attributes, then
 * what it did to documents and notes.
 */
export function toHistoryItems(facts: HistoryFacts): HistoryItem[] {
  const items: HistoryItem[] = [];
  for (const change of facts.changes) {
    const { at, ...shown } = change;
    const ofCard = [...listCardItems(facts, change.id), ...listRelationItems(facts, change.id)];
    for (const item of [...ofCard, ...listPaperItems(facts, change.id)]) {
      items.push({ at, change: shown, ...item });
    }
  }
  return items;
}

type ItemBody = Omit<HistoryItem, 'at' | 'change'>;

function listCardItems({ versions }: HistoryFacts, changeId: string): ItemBody[] {
  const begun = versions.find((version) => version.changeId === changeId);
  const ended = versions.find((version) => version.endedChangeId === changeId);
  if (begun !== undefined && ended !== undefined) {
    return [{ action: 'updated', differences: compareStates(ended.values, begun.values) }];
  }
  if (begun !== undefined) return [toFirstItem(begun)];
  if (ended?.retired) return [{ action: 'retired', differences: [] }];
  return [];
}

/** A version that none is known to stand before. */
function toFirstItem({ before, values }: CardVersion): ItemBody {
  if (before === 'removed') return { action: 'updated', differences: [], removed: true };
  const action = before === 'retired' ? 'restored' : 'created';
  return { action, differences: compareStates({}, values) };
}

function listRelationItems(facts: HistoryFacts, changeId: string): ItemBody[] {
  const ended = facts.relations.filter((relation) => relation.endedChangeId === changeId);
  const begun = facts.relations.filter((relation) => relation.changeId === changeId);
  const items: ItemBody[] = [];
  for (const relation of ended) {
    const goesOn = begun.some((next) => next.id === relation.id);
    if (!goesOn) items.push(...toRelationItem(facts, 'unrelated', relation, []));
  }
  for (const relation of begun) {
    const before = ended.find((past) => past.id === relation.id);
    const differences = compareStates(before?.attributes ?? {}, relation.attributes);
    const action = before === undefined ? 'related' : 'changed';
    items.push(...toRelationItem(facts, action, relation, differences));
  }
  return items;
}

function listPaperItems({ documents, notes }: HistoryFacts, changeId: string): ItemBody[] {
  const items: ItemBody[] = [];
  for (const { action, changeId: of, ...document } of documents) {
    if (of === changeId) items.push({ action, differences: [], document });
  }
  for (const { action, changeId: of, ...note } of notes) {
    if (of === changeId) items.push({ action, differences: [], note });
  }
  return items;
}

function toRelationItem(
  facts: HistoryFacts,
  action: 'related' | 'changed' | 'unrelated',
  relation: RelationVersion,
  differences: Difference[],
): ItemBody[] {
  const isDirected = relation.sourceId === facts.cardId;
  const card = facts.cards.get(isDirected ? relation.targetId : relation.sourceId);
  if (card === undefined) return [];
  const { name: domain, directLabel, inverseLabel } = relation.domain;
  const label = isDirected ? directLabel : inverseLabel;
  return [{ action, differences, relation: { id: relation.id, domain, label, card } }];
}
