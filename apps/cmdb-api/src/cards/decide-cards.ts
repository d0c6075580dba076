import { type AttributeValue, listDifferences } from '@popis/model';
import type { StoredCatalogue } from '../classes/stored-catalogue.ts';
import type { GivenProvenance, OverrideTerms, StoredCard } from './card-work.ts';
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
  /** Until when and why new values hold. */
  overrides?: Readonly<Record<string, OverrideTerms>> | undefined;
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
    changed: [...Object.keys(withoutNulls(card.values)), ...listStamped(card)],
    given: card.given,
  };
}

/** The next version of a card; `undefined` when nothing differs. `source` is where the values come from. */
export function draftUpdate(standing: StoredCard, card: CheckedCard, source: string): DraftCard | undefined {
  const current = valuesOf(standing);
  const differing = listDifferences(current, card.values).map((difference) => difference.attribute);
  const changed = [
    ...new Set([...differing, ...listStamped(card), ...listOverridden(standing, card, source)]),
  ];
  if (changed.length === 0) return undefined;
  const { Code, Description, ...rest } = withoutNulls({ ...current, ...card.values });
  return {
    classId: standing.classId,
    id: standing.id,
    code: toText(Code),
    description: toText(Description),
    attributes: rest,
    provenance: standing.provenance,
    changed,
    given: card.given,
    overrides: card.overrides,
  };
}

function listStamped({ stamped = [], values }: CheckedCard): string[] {
  return stamped.filter((name) => name in values);
}

/** Attributes that get another end or reason, or that another source held so far. */
function listOverridden(standing: StoredCard, { overrides = {} }: CheckedCard, source: string): string[] {
  return Object.entries(overrides).flatMap(([name, { until, reason }]) => {
    const held = standing.provenance[name];
    const isSame = held?.source === source && held.expiresAt === until && held.reason === reason;
    return isSame ? [] : [name];
  });
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
