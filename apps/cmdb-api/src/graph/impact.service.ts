import { Inject, Injectable } from '@nestjs/common';
import type { CardSummary } from '../cards/card-summaries.read-model.ts';
import { CatalogueService } from '../classes/catalogue.service.ts';
import type { StoredCatalogue } from '../classes/stored-catalogue.ts';
import { Database, type Tx } from '../platform/database/database.ts';
import { readBounded } from './bounded-read.read-model.ts';
import { type Concerned, findConcerned } from './concerned.ts';
import { explainHits, type Hit } from './explain-hits.ts';
import { reach } from './reach.ts';
import { findCards, listRelationsFrom, type WalkedRelation } from './walk.read-model.ts';
import { followImpact, followUnknown, type ImpactDirection } from './walk-rules.ts';

/** Most relations of unknown impact that are shown. */
const mostUnknown = 500;

/** Which impact is asked for. */
export interface WantedImpact {
  cardId: string;
  direction: ImpactDirection;
  depth: number;
  /** Most hits. */
  limit: number;
  asOf?: Date | undefined;
}

export interface Impact {
  hits: Hit[];
  /** Cards left out by the limit; `exact`: nothing can be behind them. */
  truncated: { nodes: number; exact: boolean } | null;
  /** Relations of the card and of the hits that were not followed, because nobody has said what they carry. */
  unknown: { relations: { relation: WalkedRelation; card: CardSummary }[]; more: boolean };
  concerned: Concerned;
}

/** What fails with a card, or with what it fails. */
@Injectable()
export class ImpactService {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(CatalogueService) private readonly catalogues: CatalogueService,
  ) {}

  /** @throws NotFoundError when there is no such card at that time */
  async of(wanted: WantedImpact): Promise<Impact> {
    return readBounded(this.database, async (tx) => {
      const catalogue = await this.catalogues.current(tx);
      const { cardId, depth, asOf } = wanted;
      const rules = followImpact(catalogue, wanted.direction);
      const walk = { cardId, rules, depth, asOf, limit: wanted.limit + 1 };
      const { cards, leftOut, isExact } = await reach(tx, catalogue, walk);
      const cardIds = [...cards.keys()];
      return {
        hits: explainHits(cards),
        truncated: leftOut === 0 ? null : { nodes: leftOut, exact: isExact },
        unknown: await listUnknown(tx, catalogue, cardIds, asOf),
        concerned: await findConcerned(tx, catalogue, cardIds, asOf),
      };
    });
  }
}

/** A relation between two reached cards is listed once, as seen from the one that it is read from first. */
async function listUnknown(
  tx: Tx,
  catalogue: StoredCatalogue,
  cardIds: readonly string[],
  asOf: Date | undefined,
): Promise<Impact['unknown']> {
  const rules = followUnknown(catalogue);
  // Twice as many, since a relation between two of the cards is met from both.
  const read = await listRelationsFrom(tx, catalogue, { cardIds, rules, asOf, limit: 2 * mostUnknown + 1 });
  const once = [...new Map(read.map((relation) => [relation.id, relation])).values()];
  const shown = once.slice(0, mostUnknown);
  const far = await findCards(
    tx,
    catalogue,
    shown.map((relation) => relation.far),
    asOf,
  );
  const relations = [];
  for (const relation of shown) {
    const card = far.get(relation.far);
    if (card !== undefined) relations.push({ relation, card });
  }
  return { relations, more: once.length > shown.length || read.length > 2 * mostUnknown };
}
