import type { AttributeValue, Direction } from '@popis/model';
import type { Candidate } from './candidate.ts';
import type { GivenBy, VanishedMark } from './current-state.ts';
import { type Doubt, reasonOf } from './doubt.ts';

/**
 * What a plan does to one card or relation. `keep` writes no card: it reports a value that a stronger source holds
 * against this one, and remembers the value that lost; with a relation, which stays, it remembers who says it too. With a
 * `handover` a relation stays as well, and goes by another from then on, since its source does not say it any more.
 */
export type PlanAction =
  | 'create'
  | 'update'
  | 'retire'
  | 'relate'
  | 'unrelate'
  | 'handover'
  | 'keep'
  | 'quarantine';

/** One attribute of a planned change. With equal values another source comes to hold the value that stands. */
export interface Difference {
  readonly attribute: string;
  readonly old: AttributeValue;
  readonly new: AttributeValue;
  /** Who gave the new value: null = nobody does, absent where no value is written. */
  readonly winner?: Candidate | null;
}

/** What the candidates of an attribute that the card does not hold are to be after the run: those that lost, and those that agree. */
export interface LosingCandidates {
  readonly attribute: string;
  readonly losing: readonly Candidate[];
}

/** The relation between a master and its part that a change makes or ends; with an update, the one that it moves to. */
export interface PlannedRelation {
  readonly domain: string;
  readonly direction: Direction;
  readonly masterId: string;
  /**
   * The relation that ends, which with an update is one with another master; null for one that is to be made. With a keep, of
   * which the source takes its word back; null for one that it says too.
   */
  readonly relationId: string | null;
  /** With a handover: by whom the relation goes from then on. */
  readonly heir?: GivenBy | undefined;
}

/** One step of a plan, with its reason. A plan is a list of these: it can be printed, stored, approved and tested. */
export interface PlannedChange {
  readonly action: PlanAction;
  readonly class: string;
  /** The key of a master, the Code of a part. */
  readonly key: string | null;
  /** The card meant; a created card has its id from here on. Null only for `quarantine`. */
  readonly cardId: string | null;
  /** The change that the card stood at when the plan was made; null when there was no card. */
  readonly base: string | null;
  readonly reason: string;
  readonly differences: readonly Difference[];
  readonly losing: readonly LosingCandidates[];
  /** Of a part: the relation with its master, made with a create, ended with a retire, moved with an update. */
  readonly relation: PlannedRelation | null;
  readonly shared: boolean;
  /** What is set on a card for its having vanished; null when that ends; absent when it stays as it is. */
  readonly mark?: VanishedMark | null;
  /** Of a part that is to be created: the serial number by which it is known wherever it is. */
  readonly serial?: string | null;
}

/** The plan of one master with its parts: written whole or not at all. */
export interface MasterPlan {
  readonly changes: readonly PlannedChange[];
  /** Cards that are as the source says. */
  readonly unchanged: number;
  /** The master's card, found or to be created; null when quarantined. */
  readonly cardId: string | null;
  /** The cards of the record's parts in their order, found or to be created; null for a shared one. Absent when quarantined. */
  readonly partIds?: readonly (string | null)[];
  /** Why it is quarantined; absent when it is not. */
  readonly doubt?: Doubt;
}

/** The plan of a record that a person has to look at: nothing but the doubt. */
export function planQuarantine(className: string, key: string | null, doubt: Doubt): MasterPlan {
  const reason = reasonOf(doubt);
  const change: PlannedChange = { ...NO_EFFECT, action: 'quarantine', class: className, key, reason };
  return { changes: [change], unchanged: 0, cardId: null, doubt };
}

const NO_EFFECT = {
  cardId: null,
  base: null,
  differences: [],
  losing: [],
  relation: null,
  shared: false,
} as const;
