import type { JsonValue } from '@popis/model';
import type { CardWithdrawal } from '@popis/reconciliation';

/** What a withdrawal would do to one card. */
export interface WithdrawalExample {
  cardId: string;
  class: string;
  key: string | null;
  action: 'retire' | 'update';
  /** The values that it would have, and who says them; nobody: the usual one, or none. */
  becomes: { attribute: string; old: JsonValue; value: JsonValue; source: string | null }[];
}

/** So many cards are shown of each kind. */
const mostOfAKind = 10;

/** Adds the first cards of each kind to the examples that there are. */
export function addExamples(
  examples: readonly WithdrawalExample[],
  planned: readonly CardWithdrawal[],
): WithdrawalExample[] {
  const more = [...examples];
  for (const card of planned) {
    const example = toExample(card);
    const isWanted = more.filter((each) => each.action === example?.action).length < mostOfAKind;
    if (example !== undefined && isWanted) more.push(example);
  }
  return more;
}

function toExample({
  id,
  class: className,
  key,
  action,
  decisions,
}: CardWithdrawal): WithdrawalExample | undefined {
  const card = { cardId: id, class: className, key };
  if (action === 'retire') return { ...card, action, becomes: [] };
  const becomes = decisions
    .filter(({ decision }) => decision.isWritten)
    .map(({ attribute, old, decision: { value, winner } }) => ({
      attribute,
      old,
      value,
      source: winner?.source ?? null,
    }));
  return becomes.length === 0 ? undefined : { ...card, action: 'update', becomes };
}
