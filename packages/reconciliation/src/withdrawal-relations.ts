import type { GivenBy } from './current-state.ts';
import { heirOf } from './heir.ts';
import type { Left } from './undo.ts';

/** A card at one end of a relation. */
export interface RelatedCard {
  readonly id: string;
  readonly class: string;
  readonly key: string | null;
}

/** A relation between two cards that stay, of which the source that is taken back has said that it is. */
export interface KnownRelation {
  readonly id: string;
  readonly domain: string;
  readonly source: RelatedCard;
  readonly target: RelatedCard;
  /** Others who say it too. */
  readonly alsoBy: readonly GivenBy[];
  /** The mandatory reference that shows it, if one does. */
  readonly mandatory: string | null;
  /** Whether it tells where a part is that stays since people have worked on it. */
  readonly isPlaceOfKept: boolean;
}

/** What becomes of a relation when the source takes back all that it has said. */
export interface RelationWithdrawal {
  readonly relation: KnownRelation;
  readonly action: 'end' | 'hand over' | 'leave';
  /** By whom it goes from then on. */
  readonly heir: GivenBy | null;
  readonly left: readonly Left[];
}

/**
 * A relation that others say as well goes by the first of them; one that only the source has said ends, unless a card must have it, or
 * it tells where a part is on which people have worked.
 */
export function planRelationWithdrawal(relation: KnownRelation): RelationWithdrawal {
  const heir = heirOf(relation.alsoBy);
  if (heir !== undefined) return { relation, action: 'hand over', heir, left: [] };
  if (relation.isPlaceOfKept) return leave(relation, 'stays, since people have worked on the part');
  if (relation.mandatory !== null) return leave(relation, `stays, since ${relation.mandatory} is mandatory`);
  return { relation, action: 'end', heir: null, left: [] };
}

function leave(relation: KnownRelation, why: string): RelationWithdrawal {
  const { target, domain } = relation;
  const place = { cardId: target.id, class: target.class, key: target.key, attribute: null };
  const left = [{ ...place, reason: `Its relation ${domain} ${why}` }];
  return { relation, action: 'leave', heir: null, left };
}
