import type { CardSummary, RelationGroup } from '../api/types.ts';

/** Classes of places, from the widest to the narrowest. */
const places = ['Building', 'Floor', 'Room', 'Workspace'];

function rankOf(className: string): number {
  return places.indexOf(className);
}

/** The narrowest place among the relations that is still wider than the card itself. */
export function findPlace(className: string, groups: readonly RelationGroup[]): CardSummary | undefined {
  const own = rankOf(className);
  let best: CardSummary | undefined;
  for (const { card } of groups.flatMap((group) => group.relations)) {
    const rank = rankOf(card.class);
    if (rank === -1 || (own !== -1 && rank >= own)) continue;
    if (best === undefined || rank > rankOf(best.class)) best = card;
  }
  return best;
}

/** Follows relations outwards: building first, the place next to the card last. */
export async function findLocation(
  card: { id: string; class: string },
  relationsOf: (id: string) => Promise<readonly RelationGroup[]>,
): Promise<CardSummary[]> {
  const path: CardSummary[] = [];
  let place = findPlace(card.class, await relationsOf(card.id));
  while (place !== undefined && path.length < places.length) {
    path.unshift(place);
    place = findPlace(place.class, await relationsOf(place.id));
  }
  return path;
}
