import { NotFoundError } from '@popis/errors';
import { type CardSummary, nameCards } from '../cards/card-summaries.read-model.ts';
import type { StoredCatalogue } from '../classes/stored-catalogue.ts';
import type { Tx } from '../platform/database/database.ts';
import { listNeighbours, type Neighbours } from './neighbourhood.read-model.ts';
import type { Walk } from './reach.ts';
import { findCards } from './walk.read-model.ts';

/** A card around another. */
export interface Neighbour {
  card: CardSummary;
  depth: number;
}

/** All cards around a card, the nearest first. */
export interface Neighbourhood {
  cards: Neighbour[];
  /** Cards of the level at which the limit ended the walk. */
  leftOut: number;
  /** Whether nothing can be behind those. */
  isExact: boolean;
}

/**
 * The cards that `reach` gives, without the relations that led to them: ids alone are asked for, and named all at once.
 *
 * @throws NotFoundError when the first card is not there at the instant
 */
export async function findNeighbourhood(
  tx: Tx,
  catalogue: StoredCatalogue,
  walk: Walk,
): Promise<Neighbourhood> {
  const { rules, classIds, asOf } = walk;
  const root = (await findCards(tx, catalogue, [walk.cardId], asOf)).get(walk.cardId);
  if (root === undefined) throw new NotFoundError('There is no such card at that time');
  const levels: Neighbours[] = [];
  const seen = [root.id];
  let from: readonly string[] = seen;
  let leftOut = 0;
  while (levels.length < walk.depth && from.length > 0 && leftOut === 0) {
    const level = { rules, from, seen, classIds, asOf, limit: walk.limit - seen.length };
    const next = await listNeighbours(tx, catalogue, level);
    levels.push(next);
    from = next.cards.map(({ id }) => id);
    seen.push(...from);
    leftOut = next.total - from.length;
  }
  const found = levels.flatMap(({ cards }) => cards);
  const names = await nameCards(tx, catalogue, found, asOf);
  const cards: Neighbour[] = [{ card: root, depth: 0 }];
  for (const [index, level] of levels.entries()) {
    for (const { id } of level.cards) {
      const card = names.get(id);
      if (card !== undefined) cards.push({ card, depth: index + 1 });
    }
  }
  return { cards, leftOut, isExact: leftOut === 0 || levels.length === walk.depth };
}
