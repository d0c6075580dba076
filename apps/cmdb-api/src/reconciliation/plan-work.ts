import type { AttributeValue } from '@popis/model';
import type { PlannedRelation } from '@popis/reconciliation';
import type {
  CardWork,
  CreateCard,
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
  for (const step of steps) {
    const { action, cardId: id, relation } = step;
    if (id === null) continue;
    const ifMatch = step.shared ? undefined : (step.base ?? undefined);
    if (action === 'create') create.push({ id, class: step.class, attributes: newValues(step) });
    if (action === 'update')
      update.push({ id, attributes: newValues(step), given: earlierGivers(step), ifMatch });
    if (action === 'retire') retire.push({ id, ifMatch });
    if (relation === null) continue;
    if (action === 'create' || action === 'relate') relate.push(toRelate(relation, id));
    if (action === 'unrelate' && relation.relationId !== null) unrelate.push({ id: relation.relationId });
  }
  return { create, update, retire, relate, unrelate };
}

function newValues(step: PlanStep): Record<string, AttributeValue> {
  return Object.fromEntries(step.differences.map((each) => [each.attribute, each.new]));
}

/** Values that another source, or an earlier run, gave and that hold again. */
function earlierGivers(step: PlanStep): Record<string, Provenance> | undefined {
  const given: Record<string, Provenance> = {};
  for (const { attribute, winner } of step.differences) {
    if (winner === undefined || winner.source === '') continue;
    const { source, runId, at, expiresAt } = winner;
    given[attribute] = { source, runId, at, ...(expiresAt === undefined ? {} : { expiresAt }) };
  }
  return Object.keys(given).length === 0 ? undefined : given;
}

function toRelate(relation: PlannedRelation, partId: string): Relate {
  const { domain, direction, masterId } = relation;
  return direction === 'directed'
    ? { domain, source: masterId, target: partId }
    : { domain, source: partId, target: masterId };
}
