import type { JsonValue } from '@popis/model';
import type { CardWithdrawal, RelatedCard, RelationWithdrawal } from '@popis/reconciliation';

/** What a withdrawal would do to one card. */
export interface WithdrawalExample {
  cardId: string;
  class: string;
  key: string | null;
  action: 'retire' | 'update';
  /** The values that it would have, and who says them; nobody: the usual one, or none. */
  becomes: { attribute: string; old: JsonValue; value: JsonValue; source: string | null }[];
}

/** What a withdrawal would do to a relation between two cards that stay. */
export interface RelationExample {
  relationId: string;
  domain: string;
  source: RelatedCard;
  target: RelatedCard;
  /** Who says it from then on; null: nobody does, and it ends. */
  heir: string | null;
}

/** So many are shown of each kind. */
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

/** Adds the first relations that would end, and those that would go by another, to the examples that there are. */
export function addRelationExamples(
  examples: readonly RelationExample[],
  planned: readonly RelationWithdrawal[],
): RelationExample[] {
  const more = [...examples];
  for (const { relation, action, heir } of planned) {
    if (action === 'leave') continue;
    const { id: relationId, domain, source, target } = relation;
    const isWanted = more.filter((each) => (each.heir === null) === (heir === null)).length < mostOfAKind;
    if (isWanted) more.push({ relationId, domain, source, target, heir: heir?.source ?? null });
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
