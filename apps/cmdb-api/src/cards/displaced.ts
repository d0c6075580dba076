import type { AttributeValue } from '@popis/model';
import type { Provenance, StoredCard } from './card-work.ts';
import { type DraftCard, valuesOf } from './decide-cards.ts';

/** What a source says of an attribute of a card, kept beside what the card holds. */
export interface DisplacedValue extends Provenance {
  cardId: string;
  attribute: string;
  value: AttributeValue;
}

/** Values that give way to those of another source: what they were stays known as the word of theirs. */
export function listDisplaced(
  updates: readonly { old: StoredCard; draft: DraftCard }[],
  source: string,
): DisplacedValue[] {
  const displaced: DisplacedValue[] = [];
  for (const { old, draft } of updates) {
    for (const attribute of draft.changed) {
      const held = old.provenance[attribute];
      const isBrought = draft.given !== undefined && attribute in draft.given;
      if (held === undefined || held.source === source || isBrought) continue;
      displaced.push({ ...held, cardId: old.id, attribute, value: valuesOf(old)[attribute] ?? null });
    }
  }
  return displaced;
}

/** When values of a version end, as far as they are new with it. */
export function listEnds(drafts: readonly DraftCard[]): { cardId: string; attribute: string; at: string }[] {
  const ends: { cardId: string; attribute: string; at: string }[] = [];
  for (const { id, changed, given = {}, overrides = {} } of drafts) {
    for (const attribute of new Set([...changed, ...Object.keys(given)])) {
      const at = attribute in given ? given[attribute]?.expiresAt : overrides[attribute]?.until;
      if (at !== undefined) ends.push({ cardId: id, attribute, at });
    }
  }
  return ends;
}
