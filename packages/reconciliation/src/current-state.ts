import type { AttributeValue, Direction } from '@popis/model';
import type { Candidate } from './candidate.ts';
import type { UsableEvidence } from './evidence.ts';
import type { Values } from './run-record.ts';

/** Who gave a value of a card, in which run, when. */
export interface GivenBy {
  readonly source: string;
  readonly runId: string | null;
  readonly at: string;
  /** Until when the value holds; absent for one without an end. */
  readonly expiresAt?: string;
  /** Why a person has set it. */
  readonly reason?: string;
}

/** A card as it stands, with all that a decision needs. References are card ids. */
export interface CurrentCard {
  readonly id: string;
  readonly class: string;
  readonly changeId: string;
  readonly attributes: Values;
  readonly provenance: Readonly<Record<string, GivenBy>>;
  /** Values that lost by precedence, by attribute. */
  readonly losing: Readonly<Record<string, readonly Candidate[]>>;
  /** Whether the source of this run created the card, which is what lets it retire it. */
  readonly createdBySource: boolean;
  /** When sources last confirmed what they say of the card, where they did so later than they first said it. */
  readonly seenAt?: Readonly<Record<string, string>>;
  /** What the source of this run set on the card when it did not mention it any more. */
  readonly mark?: VanishedMark | null;
}

/** A value that stands for a card's having vanished, and the one that it took the place of. */
export interface VanishedMark {
  readonly attribute: string;
  readonly old: AttributeValue;
  readonly new: AttributeValue;
}

/** A card related to a master on a domain of the mapping. */
export interface CurrentPart {
  readonly class: string;
  readonly card: CurrentCard;
  readonly relationId: string;
  readonly domain: string;
  readonly direction: Direction;
  readonly relatedBySource: boolean;
  /** Whether the source says it too of a relation that goes by another. */
  readonly saidBySource: boolean;
  /** Of a relation that goes by the source: others who say it too. */
  readonly alsoBy: readonly GivenBy[];
  /** Whether the card came from a record that calls it shared, or is part of another master too. */
  readonly shared: boolean;
}

/** A master as it stands with its parts. */
export interface CurrentMaster {
  readonly card: CurrentCard;
  /** The hardware that the same source reported for this card; null when it never did. */
  readonly evidence: UsableEvidence | null;
  readonly parts: readonly CurrentPart[];
}
