import type { AttributeValue, JsonValue } from '@popis/model';

/** A card to be created. References stand among the attributes, as card ids; they may name cards of the same work. */
export interface CreateCard {
  /** Made when absent. */
  id?: string | undefined;
  class: string;
  attributes: Readonly<Record<string, JsonValue>>;
  given?: GivenProvenance | undefined;
  /** Attributes without a value of which it is to be known who says that they have none. */
  stamped?: readonly string[] | undefined;
}

/** Provenance that values bring along, by attribute, instead of that of the change; null takes one away. */
export type GivenProvenance = Readonly<Record<string, Provenance | null>>;

/** Attributes to be set (`null` clears). Only those that differ are written. */
export interface UpdateCard {
  id: string;
  attributes: Readonly<Record<string, JsonValue>>;
  given?: GivenProvenance | undefined;
  /** Attributes that get a provenance even where their value stays. */
  stamped?: readonly string[] | undefined;
  /** Values that hold until an instant, or for a reason of their own, by attribute. */
  overrides?: Readonly<Record<string, OverrideTerms>> | undefined;
  /** Refuse with a StaleError unless the card's `revision` still is this one. */
  ifMatch?: string | undefined;
}

/** Until when a value holds, and why it was set. */
export interface OverrideTerms {
  /** Instant, ISO 8601 in UTC; absent = without an end. */
  until?: string | undefined;
  reason?: string | undefined;
}

/** A card whose life ends; its relations end with it, its history stays. */
export interface RetireCard {
  id: string;
  ifMatch?: string | undefined;
}

/** A relation that shall be. Where the same two cards are related already, only differing attributes are written. */
export interface Relate {
  domain: string;
  source: string;
  target: string;
  /** Absent: an existing relation keeps its attributes. */
  attributes?: Readonly<Record<string, JsonValue>> | undefined;
  /** Provenance of a relation that is brought back, instead of that of the change. */
  given?: Provenance | undefined;
  /** Where the two are related already, `given` is from now on who says so. */
  handsOver?: boolean | undefined;
}

/** A relation that shall end, by its id. */
export interface Unrelate {
  id: string;
}

/**
 * All that one change is to do. Relations end before others begin, and cards retire before others are created, so a
 * part can move and a code can be given on within one work.
 */
export interface CardWork {
  create?: readonly CreateCard[];
  update?: readonly UpdateCard[];
  retire?: readonly RetireCard[];
  relate?: readonly Relate[];
  unrelate?: readonly Unrelate[];
  /** Whoever hands in the work keeps what it takes the place of, where another source had said that. */
  keepsCandidates?: boolean;
  /** Set even what its attribute's mode keeps from people, or from all once the card is created. */
  ignoreModes?: boolean;
}

/** What became of one item of `relate`. */
export interface RelatedPair {
  id: string;
  /** The two were related so before; their relation may have new attributes. */
  stood: boolean;
  /** False where the relation stood already as wanted. */
  written: boolean;
}

/** What was written. Nothing differed → nothing was written, and there is no change. */
export interface AppliedWork {
  changeId: string | null;
  at: Date | null;
  /** Ids in the order of `create`. */
  created: string[];
  /** Ids of cards of which a new version was written. */
  updated: string[];
  retired: string[];
  /** In the order of `relate`. */
  related: RelatedPair[];
  /** Ids of relations that ended, those of retired cards and of moved references included. */
  unrelated: string[];
}

/** Which source, run and time gave a value. */
export type Provenance = {
  source: string;
  runId: string | null;
  /** Instant, ISO 8601 in UTC. */
  at: string;
  /** Instant after which the value no longer stands above others: a person's decision with an end. */
  expiresAt?: string;
  /** Why a person has set it. */
  reason?: string;
};

/** A version of a card as it is stored: no reference is in it. */
export interface StoredCard {
  classId: number;
  id: string;
  code: string | null;
  description: string | null;
  attributes: Record<string, AttributeValue>;
  provenance: Record<string, Provenance>;
  validFrom: Date;
  changeId: string;
  revision: string;
}

/** A version of a relation as it is stored. */
export interface StoredRelation {
  id: string;
  domainId: number;
  sourceClass: number;
  sourceId: string;
  targetClass: number;
  targetId: string;
  attributes: Record<string, AttributeValue>;
  provenance: Provenance;
  validFrom: Date;
  changeId: string;
}
