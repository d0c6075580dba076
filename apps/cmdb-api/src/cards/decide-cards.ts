import { type AttributeValue, listDifferences } from '@popis/model';
import type { StoredCatalogue } from '../classes/stored-catalogue.ts';
import type { GivenProvenance, StoredCard } from './card-work.ts';
import { type CheckedCard, withoutNulls } from './check-work.ts';

/** A version that is to be written, before its change has a name and a time. */
export interface DraftCard {
  classId: number;
  id: string;
  code: string | null;
  description: string | null;
  attributes: Record<string, AttributeValue>;
  provenance: StoredCard['provenance'];
  /** Attributes whose value is new; the change gives them their provenance. */
  changed: string[];
  /** Provenance that the values bring along. */
  given?: GivenProvenance | undefined;
}

/** The first version of a card. */
export function draftNewCard(catalogue: StoredCatalogue, card: CheckedCard): DraftCard {
  const { Code, Description, ...rest } = withoutNulls(card.values);
  return {
    classId: catalogue.classId(card.className),
    id: card.id,
    code: toText(Code),
    description: toText(Description),
    attributes: rest,
    provenance: {},
    changed: Object.keys(withoutNulls(card.values)),
    given: card.given,
  };
}

/** The next version of a card; `undefined` when nothing differs. */
export function draftUpdate(standing: StoredCard, card: CheckedCard): DraftCard | undefined {
  const current = valuesOf(standing);
  const differences = listDifferences(current, card.values);
  if (differences.length === 0) return undefined;
  const { Code, Description, ...rest } = withoutNulls({ ...current, ...card.values });
  return {
    classId: standing.classId,
    id: standing.id,
    code: toText(Code),
    description: toText(Description),
    attributes: rest,
    provenance: standing.provenance,
    changed: differences.map((difference) => difference.attribute),
    given: card.given,
  };
}

/** All stored values of a card by attribute; references are not among them. */
export function valuesOf(
  card: Pick<StoredCard, 'code' | 'description' | 'attributes'>,
): Record<string, AttributeValue> {
  return { Code: card.code, Description: card.description, ...card.attributes };
}

function toText(value: AttributeValue | undefined): string | null {
  return typeof value === 'string' ? value : null;
}
