import { type CardSummary, nameCards } from '../cards/card-summaries.read-model.ts';
import type { StoredCatalogue } from '../classes/stored-catalogue.ts';
import type { Tx } from '../platform/database/database.ts';
import { listNeighbours, type NeighbourLevel, type Neighbours } from './neighbourhood.read-model.ts';
import { findStart, type Walk } from './reach.ts';

/** A card around others. */
export interface Neighbour {
  card: CardSummary;
  depth: number;
}

/** All cards around one or several, the nearest first. */
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
 * @throws NotFoundError when one of the first cards is not there at the instant
 */
export async function findNeighbourhood(
  tx: Tx,
  catalogue: StoredCatalogue,
  walk: Walk & Pick<NeighbourLevel, 'collapse'>,
): Promise<Neighbourhood> {
  const { rules, classIds, asOf, collapse } = walk;
  const first = await findStart(tx, catalogue, walk);
  const levels: Neighbours[] = [];
  const seen = first.map(({ id }) => id);
  let from: readonly string[] = [...seen];
  let leftOut = 0;
  while (levels.length < walk.depth && from.length > 0 && leftOut === 0) {
    const level = { rules, from, seen, classIds, asOf, collapse, limit: walk.limit - seen.length };
    const next = await listNeighbours(tx, catalogue, level);
    levels.push(next);
    from = next.cards.map(({ id }) => id);
    seen.push(...from);
    leftOut = next.total - from.length;
  }
  const found = levels.flatMap(({ cards }) => cards);
  const names = await nameCards(tx, catalogue, found, asOf);
  const cards = first.map((card): Neighbour => ({ card, depth: 0 }));
  for (const [index, level] of levels.entries()) {
    for (const { id } of level.cards) {
      const card = names.get(id);
      if (card !== undefined) cards.push({ card, depth: index + 1 });
    }
  }
  return { cards, leftOut, isExact: leftOut === 0 || levels.length === walk.depth };
}
