import { NotFoundError } from '@popis/errors';
import type { CardSummary } from '../cards/card-summaries.read-model.ts';
import type { StoredCatalogue } from '../classes/stored-catalogue.ts';
import type { Tx } from '../platform/database/database.ts';
import { findCards, type WalkedRelation, walkOn } from './walk.read-model.ts';
import type { WalkRules } from './walk-rules.ts';

/** A walk from one card or several. */
export interface Walk {
  cardIds: readonly string[];
  rules: WalkRules;
  depth: number;
  /** Most cards, the first ones included. */
  limit: number;
  /** Reaches cards of these classes only; absent = of all. */
  classIds?: readonly number[] | undefined;
  asOf?: Date | undefined;
  /** Of the cards of a level, those that it is walked on from; absent = all. */
  carriesOn?: ((cards: readonly string[]) => Promise<readonly string[]>) | undefined;
}

/** A card that a walk reached; `relation` led there from a card one nearer, the first ones have none. */
export interface Reached {
  card: CardSummary;
  depth: number;
  relation: WalkedRelation | undefined;
}

/** All that a walk reached, the nearest first. */
export interface Reach {
  cards: Map<string, Reached>;
  /** Cards of the level at which the limit ended the walk. */
  leftOut: number;
  /** Whether nothing can be behind those. */
  isExact: boolean;
}

/**
 * The cards that a walk begins at.
 *
 * @throws NotFoundError when one of them is not there at the instant
 */
export async function findStart(
  tx: Tx,
  catalogue: StoredCatalogue,
  { cardIds, asOf }: Pick<Walk, 'cardIds' | 'asOf'>,
): Promise<CardSummary[]> {
  const found = await findCards(tx, catalogue, cardIds, asOf);
  const missing = cardIds.filter((id) => !found.has(id));
  if (missing.length === 0) return [...found.values()];
  const which = cardIds.length === 1 ? '' : `: ${missing.join(', ')}`;
  throw new NotFoundError(`There is no such card at that time${which}`);
}

/**
 * Walks level by level: one statement each, however many cards.
 *
 * @throws NotFoundError when one of the first cards is not there at the instant
 */
export async function reach(tx: Tx, catalogue: StoredCatalogue, walk: Walk): Promise<Reach> {
  const first = new Map<string, Reached>();
  for (const card of await findStart(tx, catalogue, walk)) {
    first.set(card.id, { card, depth: 0, relation: undefined });
  }
  return reachOn(tx, catalogue, walk, first);
}

/** Walks on from cards that were reached before, each from the depth at which it was. */
export async function reachOn(
  tx: Tx,
  catalogue: StoredCatalogue,
  walk: Omit<Walk, 'cardIds'>,
  known: ReadonlyMap<string, Reached>,
): Promise<Reach> {
  const { rules, classIds, asOf } = walk;
  const cards: Reach['cards'] = new Map(known);
  const carriesOn = walk.carriesOn ?? (async (ids: readonly string[]) => ids);
  for (let depth = 1; depth <= walk.depth; depth += 1) {
    const before = [...cards.values()].filter((reached) => reached.depth === depth - 1);
    const from = before.length === 0 ? [] : await carriesOn(before.map(({ card }) => card.id));
    if (from.length === 0) continue;
    const room = walk.limit - cards.size;
    const seen = [...cards.keys()];
    // One more than there is room for: a limit of nothing could count nothing.
    const level = { rules, from, seen, classIds, asOf, limit: room + 1 };
    const { steps, total } = await walkOn(tx, catalogue, level);
    const kept = steps.slice(0, room);
    for (const { card, relation } of kept) cards.set(card.id, { card, depth, relation });
    if (total > kept.length) return { cards, leftOut: total - kept.length, isExact: depth === walk.depth };
  }
  return { cards, leftOut: 0, isExact: true };
}
