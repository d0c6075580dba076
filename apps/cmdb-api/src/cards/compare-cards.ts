import { type AttributeValue, equalValues } from '@popis/model';
import type { StoredCatalogue } from '../classes/stored-catalogue.ts';
import { type CardSummary, isSummary } from './card-summaries.read-model.ts';
import type { Provenance } from './card-work.ts';
import type { Card } from './cards.read-model.ts';

/** What one card has of an attribute. */
export interface ComparedValue {
  /** Whether cards of its class have the attribute. */
  isOfClass: boolean;
  value: AttributeValue | CardSummary;
  provenance: Provenance | null;
}

/** An attribute of cards side by side, one value for each of them. */
export interface ComparedAttribute {
  name: string;
  label: string;
  /** Whether not all of them have the same; where a class lacks it, whether another card has any. */
  differs: boolean;
  values: ComparedValue[];
}

/** Sets cards side by side: first the attributes that all of them have, then those of some, both in the model's order. */
export function compareCards(catalogue: StoredCatalogue, cards: readonly Card[]): ComparedAttribute[] {
  const labels = new Map<string, string>();
  for (const card of cards) {
    for (const { name, label } of catalogue.getClass(card.class).attributes) {
      if (!labels.has(name)) labels.set(name, label);
    }
  }
  const compared = [...labels].map(([name, label]): ComparedAttribute => {
    const values = cards.map((card) => valueIn(catalogue, card, name));
    const [first, ...others] = values.map(plain);
    return { name, label, differs: others.some((other) => !equalValues(first ?? null, other)), values };
  });
  const isOfAll = ({ values }: ComparedAttribute) => values.every(({ isOfClass }) => isOfClass);
  return [...compared.filter(isOfAll), ...compared.filter((attribute) => !isOfAll(attribute))];
}

function valueIn(catalogue: StoredCatalogue, card: Card, name: string): ComparedValue {
  const isOfClass = catalogue.findAttribute(card.class, name) !== undefined;
  return { isOfClass, value: card.attributes[name] ?? null, provenance: card.provenance[name] ?? null };
}

/** A reference as the id of what it shows. */
function plain({ value }: ComparedValue): AttributeValue {
  return isSummary(value) ? value.id : value;
}
