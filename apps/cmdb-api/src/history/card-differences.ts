import { type AttributeValue, compareStates, type Difference } from '@popis/model';
import { type CardSummary, isSummary } from '../cards/card-summaries.read-model.ts';
import type { Card } from '../cards/cards.read-model.ts';
import type { StandingRelation } from './versions.read-model.ts';

/** What a card was at an instant. */
export interface CardState {
  card: Card | undefined;
  relations: readonly StandingRelation[];
}

/** An attribute that differs; a reference is the card that it showed. */
export interface AttributeDifference {
  attribute: string;
  old: AttributeValue | CardSummary;
  new: AttributeValue | CardSummary;
}

/** A relation that stands at one of two instants only, or with other attributes. */
export interface RelationDifference {
  action: 'related' | 'unrelated' | 'changed';
  relation: StandingRelation;
  differences: Difference[];
}

/** What differs between two states of a card. What began and ended again in between is no difference. */
export function compareCards(
  older: CardState,
  newer: CardState,
): { attributes: AttributeDifference[]; relations: RelationDifference[] } {
  return {
    attributes: compareAttributes(shownOf(older.card), shownOf(newer.card)),
    relations: compareRelations(older.relations, newer.relations),
  };
}

/** Values of a card with references as the ids of what they show; a card that is retired or not yet made has none. */
export function plainValues(card: Card | undefined): Record<string, AttributeValue> {
  const values: Record<string, AttributeValue> = {};
  for (const [name, value] of Object.entries(shownOf(card))) {
    values[name] = isSummary(value) ? value.id : value;
  }
  return values;
}

/** Values that a card shows; one that is retired or not yet made shows none. */
export function shownOf(card: Card | undefined): Card['attributes'] {
  return card === undefined || card.retired ? {} : card.attributes;
}

/** What differs between the values that a card shows; a reference differs when it shows another card. */
export function compareAttributes(
  older: Card['attributes'],
  newer: Card['attributes'],
): AttributeDifference[] {
  const toPlain = (values: Card['attributes']) =>
    Object.fromEntries(
      Object.entries(values).map(([name, value]) => [name, isSummary(value) ? value.id : value]),
    );
  return compareStates(toPlain(older), toPlain(newer)).map(({ attribute }) => ({
    attribute,
    old: older[attribute] ?? null,
    new: newer[attribute] ?? null,
  }));
}

function compareRelations(
  older: readonly StandingRelation[],
  newer: readonly StandingRelation[],
): RelationDifference[] {
  const found: RelationDifference[] = [];
  const before = new Map(older.map((relation) => [pairOf(relation), relation]));
  const after = new Map(newer.map((relation) => [pairOf(relation), relation]));
  for (const [pair, relation] of before) {
    if (!after.has(pair)) found.push({ action: 'unrelated', relation, differences: [] });
  }
  for (const [pair, relation] of after) {
    const differences = compareStates(before.get(pair)?.attributes ?? {}, relation.attributes);
    if (!before.has(pair)) found.push({ action: 'related', relation, differences });
    else if (differences.length > 0) found.push({ action: 'changed', relation, differences });
  }
  return found;
}

function pairOf({ domain, sourceId, targetId }: StandingRelation): string {
  return `${domain} ${sourceId} ${targetId}`;
}
