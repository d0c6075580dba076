import { equalValues } from '@popis/model';
import type { CurrentCard, CurrentPart, GivenBy } from './current-state.ts';
import { type CardDifference, diffCard, type PlanContext } from './diff-card.ts';
import type { Difference, PlannedChange, PlannedRelation } from './plan.ts';
import type { Values } from './run-record.ts';

/** The changes that bring one existing card to what the source says: none, an update, values kept, or both. */
export function planCard(
  card: CurrentCard,
  wanted: Values,
  key: string | null,
  context: PlanContext,
  removed: readonly string[] = [],
): PlannedChange[] {
  const diff = diffCard(card, wanted, context, removed);
  const changes: PlannedChange[] = [];
  if (diff.differences.length > 0) changes.push(updateOf(card, key, diff));
  if (diff.kept.length > 0 || (diff.losing.length > 0 && changes.length === 0)) {
    changes.push(keepOf(card, key, diff, changes.length > 0));
  }
  return changes;
}

/** Ends a card, and with a part its relation to the master. */
export function planRetire(
  card: CurrentCard,
  key: string | null,
  reason: string,
  relation: PlannedRelation | null,
): PlannedChange {
  return { ...baseOf(card, key), action: 'retire', reason, relation };
}

/** Ends the relation of a master with a part, leaving the part. */
export function planUnrelate(part: CurrentPart, masterId: string, reason: string): PlannedChange {
  return {
    ...baseOf(part.card, codeOf(part.card.attributes)),
    action: 'unrelate',
    reason,
    relation: relationOf(part, masterId),
    shared: true,
  };
}

/** Leaves the relation of a master with a part to another who says it. */
export function planHandover(part: CurrentPart, masterId: string, heir: GivenBy): PlannedChange {
  return {
    ...baseOf(part.card, codeOf(part.card.attributes)),
    action: 'handover',
    reason: `The source no longer reports it here, ${heir.source} does`,
    relation: { ...relationOf(part, masterId), heir },
    shared: part.shared,
  };
}

/** What a source says of a relation that goes by another: that it is as well, or, taken back, nothing any more. */
export function planWord(part: CurrentPart, masterId: string, said: 'said' | 'taken back'): PlannedChange {
  const relation = relationOf(part, masterId);
  return {
    ...baseOf(part.card, codeOf(part.card.attributes)),
    action: 'keep',
    reason:
      said === 'said'
        ? 'The source reports it here too'
        : 'The source no longer reports it here, another does',
    relation: said === 'said' ? { ...relation, relationId: null } : relation,
    shared: part.shared,
  };
}

/** The relation of a part as it stands. */
export function relationOf(part: CurrentPart, masterId: string): PlannedRelation {
  return { domain: part.domain, direction: part.direction, masterId, relationId: part.relationId };
}

/** The Code among values, as text. */
export function codeOf(values: Values): string | null {
  const code = values.Code;
  return typeof code === 'string' ? code : null;
}

function updateOf(card: CurrentCard, key: string | null, diff: CardDifference): PlannedChange {
  return {
    ...baseOf(card, key),
    action: 'update',
    reason: reasonOfUpdate(diff.differences),
    differences: diff.differences,
    losing: diff.losing,
  };
}

function reasonOfUpdate(differences: readonly Difference[]): string {
  const other = differences.filter((each) => !equalValues(each.old, each.new));
  const named = (some: readonly Difference[]) => some.map((each) => each.attribute).join(', ');
  if (other.length > 0) return `The source reports other values: ${named(other)}`;
  return `Other sources come to hold the same values: ${named(differences)}`;
}

/** A step that changes no value of a card, for what else is to be said of it. */
export function updateNothing(card: CurrentCard, key: string | null): PlannedChange {
  return { ...baseOf(card, key), action: 'update', reason: '' };
}

function keepOf(
  card: CurrentCard,
  key: string | null,
  diff: CardDifference,
  withUpdate: boolean,
): PlannedChange {
  const holders = [...new Set(diff.kept.map((each) => each.winner?.source ?? ''))].sort().join(', ');
  return {
    ...baseOf(card, key),
    action: 'keep',
    reason:
      holders === ''
        ? 'What the source says changes nothing'
        : `Values set by ${holders} stand above this source`,
    differences: diff.kept,
    losing: withUpdate ? [] : diff.losing,
  };
}

function baseOf(card: CurrentCard, key: string | null): Omit<PlannedChange, 'action' | 'reason'> {
  return {
    class: card.class,
    key,
    cardId: card.id,
    base: card.changeId,
    differences: [],
    losing: [],
    relation: null,
    shared: false,
  };
}
