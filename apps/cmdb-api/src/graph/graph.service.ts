import { Inject, Injectable } from '@nestjs/common';
import type { Direction } from '@popis/model';
import type { CardSummary } from '../cards/card-summaries.read-model.ts';
import { CatalogueService } from '../classes/catalogue.service.ts';
import { Database } from '../platform/database/database.ts';
import { readBounded } from './bounded-read.read-model.ts';
import { type Reached, reach } from './reach.ts';
import { type Beyond, countBeyond, listRelationsAmong, type WalkedRelation } from './walk.read-model.ts';
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

/** What a budget kept out. `exact`: nothing can be behind the cards left out. */
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
      const { cardId, depth, limit: mostCards, asOf } = wanted;
      const walked = followDomains(catalogue, wanted.domains, wanted.direction);
      const classIds = wanted.classes?.flatMap((name) => catalogue.concreteIds(name));
      const walk = { cardId, rules: walked, classIds, depth, limit: mostCards, asOf };
      const { cards, leftOut, isExact } = await reach(tx, catalogue, walk);
      const cardIds = [...cards.keys()];
      const limit = mostCards * relationsPerCard;
      const domains = followDomains(catalogue, wanted.domains, 'directed').fromSource;
      const among = await listRelationsAmong(tx, catalogue, { cardIds, domains, asOf, limit });
      const rules = followDomains(catalogue, undefined, 'both');
      const beyond = groupByCard(await countBeyond(tx, catalogue, { cardIds, rules, asOf }));
      const edges = among.total - among.relations.length;
      const isWhole = leftOut === 0 && edges === 0;
      return {
        nodes: [...cards.values()]
          .sort(byDepthAndCode)
          .map(({ card, depth: at }) => ({ ...card, depth: at, beyond: beyond.get(card.id) ?? [] })),
        edges: among.relations,
        truncated: isWhole ? null : { reason: 'limit', nodes: leftOut, edges, exact: isExact },
      };
    });
  }
}

function byDepthAndCode(one: Reached, other: Reached): number {
  const difference = one.depth - other.depth;
  if (difference !== 0) return difference;
  return keyOf(one) < keyOf(other) ? -1 : 1;
}

function keyOf({ card }: Reached): string {
  return `${card.class} ${card.code ?? ''} ${card.id}`;
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
