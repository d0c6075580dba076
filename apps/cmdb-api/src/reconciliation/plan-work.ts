import { type AttributeValue, equalValues } from '@popis/model';
import type { GivenBy, PlannedRelation } from '@popis/reconciliation';
import type {
  CardWork,
  CreateCard,
  GivenProvenance,
  Provenance,
  Relate,
  RetireCard,
  Unrelate,
  UpdateCard,
} from '../cards/card-work.ts';
import type { PlanStep } from './run-changes.repository.ts';

/**
 * Turns steps of a plan into work for the card writer. Cards are checked against the revision they had when the plan
 * was made; shared ones are not, since units before this one may rightly have related them.
 */
export function toCardWork(steps: readonly PlanStep[]): CardWork {
  const create: CreateCard[] = [];
  const update: UpdateCard[] = [];
  const retire: RetireCard[] = [];
  const relate: Relate[] = [];
  const unrelate: Unrelate[] = [];
  for (const step of joinUpdates(steps)) {
    const { action, cardId: id, relation } = step;
    if (id === null) continue;
    const ifMatch = step.shared ? undefined : (step.base ?? undefined);
    const stamped = listStamped(step);
    if (action === 'create') create.push({ id, class: step.class, attributes: newValues(step), stamped });
    if (action === 'update')
      update.push({ id, attributes: newValues(step), given: earlierGivers(step), stamped, ifMatch });
    if (action === 'retire') retire.push({ id, ifMatch });
    if (relation === null) continue;
    const moves = action === 'update';
    if (moves || action === 'create' || action === 'relate') relate.push(toRelate(relation, id));
    if (action === 'handover' && relation.heir)
      relate.push({ ...toRelate(relation, id), given: toProvenance(relation.heir), handsOver: true });
    if ((moves || action === 'unrelate') && relation.relationId !== null)
      unrelate.push({ id: relation.relationId });
  }
  return { create, update, retire, relate, unrelate };
}

/** What a card is to show besides may follow its own step: written together they are one version. */
function joinUpdates(steps: readonly PlanStep[]): Iterable<PlanStep> {
  const joined: PlanStep[] = [];
  const places = new Map<string, number>();
  for (const step of steps) {
    const { action, cardId, relation, differences } = step;
    const at = action === 'update' && relation === null ? places.get(cardId ?? '') : undefined;
    const before = joined[at ?? -1];
    if (at !== undefined && before !== undefined) {
      joined[at] = { ...before, differences: [...before.differences, ...differences] };
      continue;
    }
    if (cardId !== null && (action === 'create' || action === 'update')) places.set(cardId, joined.length);
    joined.push(step);
  }
  return joined;
}

function newValues(step: PlanStep): Record<string, AttributeValue> {
  return Object.fromEntries(step.differences.map((each) => [each.attribute, each.new]));
}

/** Attributes whose value stays, or is none, and of which it is yet to be known who says so. */
function listStamped(step: PlanStep): string[] | undefined {
  const same = step.differences.filter((each) => equalValues(each.old, each.new));
  return same.length === 0 ? undefined : same.map((each) => each.attribute);
}

/** Values that another source, or an earlier run, gave and that hold again; null for one that nobody gives. */
function earlierGivers(step: PlanStep): GivenProvenance | undefined {
  const given: Record<string, Provenance | null> = {};
  for (const { attribute, winner } of step.differences) {
    if (winner === undefined || winner?.source === '') continue;
    given[attribute] = winner === null ? null : toProvenance(winner);
  }
  return Object.keys(given).length === 0 ? undefined : given;
}

/** Where a candidate is from, as it is stored with the value that it gives. */
export function toProvenance({ source, runId, at, expiresAt, reason }: GivenBy): Provenance {
  return {
    source,
    runId,
    at,
    ...(expiresAt === undefined ? {} : { expiresAt }),
    ...(reason === undefined ? {} : { reason }),
  };
}

function toRelate(relation: PlannedRelation, partId: string): Relate {
  const { domain, direction, masterId } = relation;
  return direction === 'directed'
    ? { domain, source: masterId, target: partId }
    : { domain, source: partId, target: masterId };
}
