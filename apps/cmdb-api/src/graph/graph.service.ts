import { Inject, Injectable } from '@nestjs/common';
import { NotFoundError } from '@popis/errors';
import type { Direction } from '@popis/model';
import type { CardSummary } from '../cards/card-summaries.read-model.ts';
import { CatalogueService } from '../classes/catalogue.service.ts';
import type { StoredCatalogue } from '../classes/stored-catalogue.ts';
import { Database, type Tx } from '../platform/database/database.ts';
import { readBounded } from './bounded-read.read-model.ts';
import {
  type Beyond,
  countBeyond,
  findCards,
  listRelationsAmong,
  type WalkedRelation,
  walkOn,
} from './walk.read-model.ts';
import { followDomains } from './walk-rules.ts';

/** Most relations that a graph shows, for each card that it may show. */
const relationsPerCard = 10;

/** Which neighbourhood is asked for. */
export interface WantedGraph {
  cardId: string;
  depth: number;
  domains?: readonly string[] | undefined;
  direction: Direction | 'both';
  classes?: readonly string[] | undefined;
  /** Most cards. */
  limit: number;
  asOf?: Date | undefined;
}

/** A card of a graph; `beyond` counts what leads from it to cards that are not shown. */
export interface GraphNode extends CardSummary {
  depth: number;
  beyond: Omit<Beyond, 'cardId'>[];
}

/** What a budget kept out. `exact`: there is no more; otherwise there may be more behind it. */
export interface Truncated {
  reason: 'limit';
  nodes: number;
  edges: number;
  exact: boolean;
}

export interface Graph {
  nodes: GraphNode[];
  edges: WalkedRelation[];
  truncated: Truncated | null;
}

interface Neighbourhood {
  cards: Map<string, CardSummary & { depth: number }>;
  leftOut: number;
  isExact: boolean;
}

/** The cards around a card. */
@Injectable()
export class GraphService {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(CatalogueService) private readonly catalogues: CatalogueService,
  ) {}

  /** @throws NotFoundError when there is no such card at that time, or no such domain or class */
  async around(wanted: WantedGraph): Promise<Graph> {
    return readBounded(this.database, async (tx) => {
      const catalogue = await this.catalogues.current(tx);
      const { cards, leftOut, isExact } = await reach(tx, catalogue, wanted);
      const { asOf } = wanted;
      const cardIds = [...cards.keys()];
      const limit = wanted.limit * relationsPerCard;
      const shown = followDomains(catalogue, wanted.domains, 'directed').fromSource;
      const among = await listRelationsAmong(tx, catalogue, { cardIds, domainIds: shown, asOf, limit });
      const rules = followDomains(catalogue, undefined, 'both');
      const beyond = groupByCard(await countBeyond(tx, catalogue, { cardIds, rules, asOf }));
      const edges = among.total - among.relations.length;
      const isWhole = leftOut === 0 && edges === 0;
      return {
        nodes: [...cards.values()].map((card) => ({ ...card, beyond: beyond.get(card.id) ?? [] })),
        edges: among.relations,
        truncated: isWhole ? null : { reason: 'limit', nodes: leftOut, edges, exact: isExact },
      };
    });
  }
}

/** Walks level by level: one statement each, however many cards. */
async function reach(tx: Tx, catalogue: StoredCatalogue, wanted: WantedGraph): Promise<Neighbourhood> {
  const rules = followDomains(catalogue, wanted.domains, wanted.direction);
  const classIds = wanted.classes?.flatMap((name) => catalogue.concreteIds(name));
  const { asOf } = wanted;
  const root = (await findCards(tx, catalogue, [wanted.cardId], asOf)).get(wanted.cardId);
  if (root === undefined) throw new NotFoundError('There is no such card at that time');
  const cards: Neighbourhood['cards'] = new Map([[root.id, { ...root, depth: 0 }]]);
  let from = [root.id];
  for (let depth = 1; depth <= wanted.depth && from.length > 0; depth += 1) {
    // One more than there is room for: a limit of nothing could count nothing.
    const room = wanted.limit - cards.size;
    const seen = [...cards.keys()];
    const { steps, total } = await walkOn(tx, catalogue, {
      rules,
      from,
      seen,
      classIds,
      asOf,
      limit: room + 1,
    });
    const kept = steps.slice(0, room);
    for (const { card } of kept) cards.set(card.id, { ...card, depth });
    if (total > kept.length) return { cards, leftOut: total - kept.length, isExact: depth === wanted.depth };
    from = kept.map(({ card }) => card.id);
  }
  return { cards, leftOut: 0, isExact: true };
}

function groupByCard(counts: readonly Beyond[]): Map<string, Omit<Beyond, 'cardId'>[]> {
  const grouped = new Map<string, Omit<Beyond, 'cardId'>[]>();
  for (const { cardId, ...count } of counts) {
    const list = grouped.get(cardId);
    if (list === undefined) grouped.set(cardId, [count]);
    else list.push(count);
  }
  return grouped;
}
