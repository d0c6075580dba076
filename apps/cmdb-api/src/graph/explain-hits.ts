import type { CardSummary } from '../cards/card-summaries.read-model.ts';
import type { Reached } from './reach.ts';
import type { WalkedRelation } from './walk.read-model.ts';

/** A card that is affected, or that affects, with the path that explains it. */
export interface Hit {
  card: CardSummary;
  distance: number;
  /** How many other hits are explained through this one. */
  carries: number;
  /** From the card that was asked for to this one, walked that way. */
  path: WalkedRelation[];
  /** The relation of the path that has stood longest without being stated anew: the first one to doubt. */
  weakest: WalkedRelation;
}

/**
 * Ranks what an impact walk reached, and explains each hit by the path that led there: the nearest first, then those that
 * carry most others, then by code.
 */
export function explainHits(cards: ReadonlyMap<string, Reached>): Hit[] {
  const paths = new Map<string, WalkedRelation[]>();
  const carried = new Map<string, number>();
  const hits: Omit<Hit, 'carries'>[] = [];
  // Nearer cards come first, so the path to the card before is known already.
  for (const [id, { card, depth, relation }] of cards) {
    if (relation === undefined) continue;
    const before = paths.get(relation.near) ?? [];
    const path = [...before, relation];
    paths.set(id, path);
    for (const { far } of before) carried.set(far, (carried.get(far) ?? 0) + 1);
    hits.push({ card, distance: depth, path, weakest: findWeakest(path, relation) });
  }
  const counted = hits.map((hit) => ({ ...hit, carries: carried.get(hit.card.id) ?? 0 }));
  return counted.sort(byRank);
}

function findWeakest(path: readonly WalkedRelation[], last: WalkedRelation): WalkedRelation {
  let weakest = last;
  for (const relation of path) if (relation.validFrom < weakest.validFrom) weakest = relation;
  return weakest;
}

function byRank(one: Hit, other: Hit): number {
  const order = one.distance - other.distance || other.carries - one.carries;
  if (order !== 0) return order;
  return (one.card.code ?? '') < (other.card.code ?? '') ? -1 : 1;
}
