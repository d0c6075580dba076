import type { Direction } from '@popis/model';

/** A part that a record has, and that no card of its master stands for. */
export interface Arrival {
  readonly class: string;
  readonly domain: string;
  readonly direction: Direction;
  readonly serial: string;
  readonly masterId: string;
}

/** A card with the serial number of an arriving part. */
export interface StandingPart {
  readonly cardId: string;
  readonly createdBySource: boolean;
  /** Whether it came from a record that calls it shared. */
  readonly shared: boolean;
  /** The masters that it is part of, on any domain of parts. */
  readonly owners: readonly PartOwner[];
}

/** A master of which a card is part. */
export interface PartOwner {
  readonly masterId: string;
  readonly relationId: string;
  readonly domain: string;
  readonly direction: Direction;
  readonly relatedBySource: boolean;
}

/** Who in the run speaks of a serial number. */
export interface Mentions {
  /** Masters that would get a new card for it. */
  readonly arrivals: number;
  /** Masters whose own records have it; of them, their cards. */
  readonly masters: ReadonlySet<string>;
  /** A record that is in quarantine has it. */
  readonly quarantined: boolean;
}

/** The part has moved: its card, and the relation that it leaves. */
export interface Move {
  readonly kind: 'move';
  readonly cardId: string;
  readonly owner: PartOwner | null;
}

/** It may have moved, and nobody can tell. */
export interface DoubtedMove {
  readonly kind: 'doubt';
  readonly reason: string;
}

/**
 * Decides whether a part that a master newly has is one that stands elsewhere. It is where it was last reported; one whose
 * serial number several machines report, or several cards have, is not guessed at. Shared parts and what neither
 * came from this source nor was related by it stay. `undefined`: there is nothing to move.
 */
export function decideMove(
  arrival: Arrival,
  standing: readonly StandingPart[],
  mentions: Mentions,
): Move | DoubtedMove | undefined {
  const movable = standing.filter((part) => canMove(part, arrival));
  const [only] = movable;
  if (only === undefined) return undefined;
  const isReportedElsewhere =
    mentions.arrivals > 1 ||
    mentions.quarantined ||
    standing.some((part) => part.owners.some((owner) => mentions.masters.has(owner.masterId)));
  if (isReportedElsewhere) return { kind: 'doubt', reason: 'more than one machine of this run has it' };
  if (standing.length > 1) return { kind: 'doubt', reason: `${standing.length} cards have it` };
  return { kind: 'move', cardId: only.cardId, owner: only.owners[0] ?? null };
}

function canMove(part: StandingPart, arrival: Arrival): boolean {
  const [owner, ...more] = part.owners;
  if (part.shared || more.length > 0) return false;
  if (owner === undefined) return part.createdBySource;
  if (owner.masterId === arrival.masterId) return false;
  if (owner.domain !== arrival.domain || owner.direction !== arrival.direction) return false;
  return part.createdBySource || owner.relatedBySource;
}
