import type { AttributeDefinition, AttributeValue } from '@popis/model';
import type { CurrentCard } from './current-state.ts';
import {
  type Decision,
  type DecisionRules,
  decideAttribute,
  listCandidates,
  without,
} from './decide-attribute.ts';
import { codeOf } from './plan-change.ts';
import type { Left } from './undo.ts';

/** A card of which a source has said something, with what else bears on whether it stays. */
export interface KnownCard {
  readonly card: CurrentCard;
  /** Other sources that know it. */
  readonly knownBy: readonly string[];
  /** What others than the source have hung on it. */
  readonly hangers: readonly string[];
}

/** What becomes of a card when a source takes back all that it has said. */
export interface CardWithdrawal {
  readonly id: string;
  readonly class: string;
  readonly key: string | null;
  readonly action: 'retire' | 'settle';
  /** Whether it stays for nothing but what people have done to it: then it stays where it is, too. */
  readonly isKeptByPeople: boolean;
  readonly decisions: readonly {
    readonly attribute: string;
    /** The value that stands. */
    readonly old: AttributeValue;
    readonly decision: Decision;
  }[];
  readonly left: readonly Left[];
}

/**
 * A card that only the source has created and spoken of ends; on any other its attributes fall to the next candidate. What a card
 * must have, and the names by which people know it, stay where nobody else says them. A reference that nobody else says is left to
 * `planRelationWithdrawal`.
 */
export function planWithdrawal(
  { card, knownBy, hangers }: KnownCard,
  source: string,
  rules: DecisionRules,
): CardWithdrawal {
  const left: Left[] = [];
  const leave = (attribute: string | null, reason: string) =>
    left.push({ cardId: card.id, class: card.class, key: codeOf(card.attributes), attribute, reason });
  const attributes = [...new Set([...Object.keys(card.provenance), ...Object.keys(card.losing)])].sort();
  const speakers = new Set(
    attributes.flatMap((name) => listCandidates(card, name).map((each) => each.source)),
  );
  for (const other of knownBy) speakers.add(other);
  const others = [...speakers].filter((each) => each !== source && each !== '').sort();
  const base = { id: card.id, class: card.class, key: codeOf(card.attributes) };
  if (card.createdBySource && others.length === 0 && hangers.length === 0) {
    return { ...base, action: 'retire', isKeptByPeople: false, decisions: [], left };
  }
  const isKeptByPeople = card.createdBySource && others.every((each) => each === 'person');
  if (isKeptByPeople) {
    if (others.length > 0) leave(null, 'It was edited: it stays');
    for (const hanger of hangers) leave(null, `It stays, since there is ${hanger}`);
  }
  const decisions: { attribute: string; old: AttributeValue; decision: Decision }[] = [];
  for (const attribute of attributes) {
    if (!listCandidates(card, attribute).some((each) => each.source === source)) continue;
    const decision = decideAttribute(card, attribute, (all) => without(all, source), rules);
    const definition = rules.catalogue.findAttribute(card.class, attribute);
    const isReference = definition?.type === 'reference';
    if (decision.isWritten && decision.value === null && isNeeded(definition, attribute))
      leave(attribute, 'Nobody else says it: it stays');
    else if (
      isReference &&
      decision.isWritten &&
      decision.value === null &&
      card.provenance[attribute]?.source === source
    )
      // what it shows is a relation of the source, which ends as such, unless others say that relation
      continue;
    else decisions.push({ attribute, old: card.attributes[attribute] ?? null, decision });
  }
  return { ...base, action: 'settle', isKeptByPeople, decisions, left };
}

/** Whether a card must have the attribute, or people know it by that. */
export function isNeeded(definition: AttributeDefinition | undefined, attribute: string): boolean {
  return definition?.mandatory === true || attribute === 'Code' || attribute === 'Description';
}
