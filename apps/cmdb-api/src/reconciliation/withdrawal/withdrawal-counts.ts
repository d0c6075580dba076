import type { CardWithdrawal, Left, RelationWithdrawal } from '@popis/reconciliation';
import type { WithdrawalCounts } from './withdrawal.repository.ts';

/** What of a withdrawal was planned together: cards, or relations. */
export interface PlannedTogether {
  readonly cards?: readonly CardWithdrawal[];
  readonly relations?: readonly RelationWithdrawal[];
}

/** Adds what was planned, but for what could not be written. */
export function addCounts(
  counts: WithdrawalCounts,
  { cards = [], relations = [] }: PlannedTogether,
  refused: readonly Left[] = [],
): WithdrawalCounts {
  const sum = { ...counts, left: counts.left + refused.length };
  const stuck = new Set(refused.map((each) => each.cardId));
  for (const { id, action, decisions, left } of cards) {
    sum.left += left.length;
    if (stuck.has(id)) continue;
    if (action === 'retire') sum.retired += 1;
    else if (decisions.some(({ decision }) => decision.isWritten)) sum.updated += 1;
    else sum.unchanged += 1;
  }
  for (const { relation, action, left } of relations) {
    sum.left += left.length;
    if (stuck.has(relation.target.id)) continue;
    if (action === 'end') sum.relationsEnded += 1;
    if (action === 'hand over') sum.relationsHandedOver += 1;
  }
  return sum;
}
