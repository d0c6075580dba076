import type { CurrentCard, CurrentMaster, CurrentPart, GivenBy } from './current-state.ts';
import { decideAttribute, listCandidates, without } from './decide-attribute.ts';
import type { PlanContext } from './diff-card.ts';
import { heirOf } from './heir.ts';
import type { PlannedChange } from './plan.ts';
import {
  codeOf,
  planCard,
  planHandover,
  planRetire,
  planUnrelate,
  planWord,
  relationOf,
} from './plan-change.ts';
import { isNeeded } from './withdrawal.ts';

/**
 * Plans what becomes of a part that its source does not report any more under a master that stays. Where another source says that
 * it is there, it stays as if that one had been the only one to say so.
 */
export function planGone(
  part: CurrentPart,
  masterId: string,
  context: PlanContext,
): readonly PlannedChange[] {
  const heir = part.relatedBySource ? heirOf(part.alsoBy) : undefined;
  if (heir !== undefined) return [planHandover(part, masterId, heir), ...planForgotten(part, context)];
  const ended = planEnded(part, masterId);
  return ended.some((change) => change.action === 'keep')
    ? [...ended, ...planForgotten(part, context)]
    : ended;
}

/** Plans what becomes of the parts of a master that its source does not mention any more, and that stays since it is others' too. */
export function planLostMaster(
  { card, parts }: CurrentMaster,
  context: PlanContext,
): readonly PlannedChange[] {
  return parts.flatMap((part) => planGone(part, card.id, context));
}

/** Plans the end of what a source has given to a master, which ends as well: nothing of it can go by another. */
export function planEnded(part: CurrentPart, masterId: string): readonly PlannedChange[] {
  if (part.shared && part.relatedBySource)
    return [planUnrelate(part, masterId, 'The source no longer reports it here')];
  if (part.shared || !part.card.createdBySource)
    return part.saidBySource ? [planWord(part, masterId, 'taken back')] : [];
  const reason = 'The source no longer reports this part';
  return [planRetire(part.card, codeOf(part.card.attributes), reason, relationOf(part, masterId))];
}

/** Takes back what a source says of the values of a part, unless it may say them of other masters' too. */
function planForgotten({ card, shared }: CurrentPart, context: PlanContext): readonly PlannedChange[] {
  if (shared) return [];
  const removed = listWithdrawable(card, context);
  const reason = 'The source no longer reports this part, another does';
  const key = codeOf(card.attributes);
  return planCard(card, {}, key, context, removed).map((change) => ({ ...change, reason }));
}

/**
 * Takes back what a source says of a shared card that it reports nowhere any more, and others do. What nobody else says of it stays:
 * others may say the same, but of a card that stands they are not asked for more than they know it by.
 */
export function planUnsaidSharedCard(card: CurrentCard, context: PlanContext): readonly PlannedChange[] {
  const removed = listWithdrawable(card, context, 'keep all values');
  const reason = 'The source reports it nowhere any more, another does';
  return planCard(card, {}, codeOf(card.attributes), context, removed).map((change) => ({
    ...change,
    reason,
    shared: true,
  }));
}

/** The attributes of which a source says something, but for those that a card must have, or is to keep, and of which nobody else does. */
function listWithdrawable(
  card: CurrentCard,
  { catalogue, now, precedenceOf, source }: PlanContext,
  kept: 'what it must have' | 'keep all values' = 'what it must have',
): string[] {
  const rules = { catalogue, now, precedenceOf, speaker: source };
  const saysOwn = (given: Pick<GivenBy, 'source'>) => given.source === source;
  return [...new Set([...Object.keys(card.provenance), ...Object.keys(card.losing)])]
    .filter((attribute) => listCandidates(card, attribute).some(saysOwn))
    .filter((attribute) => {
      const definition = catalogue.findAttribute(card.class, attribute);
      if (kept === 'what it must have' && !isNeeded(definition, attribute)) return true;
      const { value } = decideAttribute(card, attribute, (all) => without(all, source), rules);
      return value !== null;
    });
}
