/** A place of a device in a group: computed from what the device says, or forced by a person (in, or kept out). */
export interface Place {
  groupId: number;
  isForced: boolean;
  /** OCS's number: 0 computed, 1 forced in, 2 kept out. */
  state: number;
}

/** The forced places of a merged device that the kept one takes over: those in groups where it has no forced one itself. */
export function listJoined(kept: readonly Place[], other: readonly Place[]): Place[] {
  const forced = new Set(kept.filter((place) => place.isForced).map((place) => place.groupId));
  return other.filter((place) => place.isForced && !forced.has(place.groupId));
}

/** What becomes of the kept device's places when a merge is taken back. */
export interface Parting {
  /** Groups that it leaves. */
  left: number[];
  /** Places that it has again. */
  again: Place[];
}

/**
 * Takes back what a merge did to the places of the kept device: it leaves the groups that it came into by the other, unless
 * somebody has changed the place since, and is in those again that were computed. What people gave it since stays.
 */
export function partPlaces(
  kept: readonly Place[],
  other: readonly Place[],
  current: readonly Place[],
): Parting {
  const joined = new Map(listJoined(kept, other).map((place) => [place.groupId, place.state]));
  const computed = kept.filter((place) => !place.isForced);
  const wasComputed = new Set(computed.map((place) => place.groupId));
  const left = current
    .filter((place) =>
      place.isForced ? joined.get(place.groupId) === place.state : !wasComputed.has(place.groupId),
    )
    .map((place) => place.groupId);
  const stays = new Set(current.map((place) => place.groupId).filter((groupId) => !left.includes(groupId)));
  return { left, again: computed.filter((place) => !stays.has(place.groupId)) };
}
