import { Inject, Injectable } from '@nestjs/common';
import { NotFoundError } from '@popis/errors';
import type { Direction } from '@popis/model';
import type { CardSummary } from '../cards/card-summaries.read-model.ts';
import { CatalogueService } from '../classes/catalogue.service.ts';
import type { StoredCatalogue } from '../classes/stored-catalogue.ts';
import { Database, type Tx } from '../platform/database/database.ts';
import { readBounded } from './bounded-read.read-model.ts';
import { compareGraphs, type GraphDifferences } from './compare-graphs.ts';
import { type Beyond, countBeyond, type Edge, listEdges } from './neighbourhood.read-model.ts';
import { findNeighbourhood, type Neighbour } from './neighbourhood.ts';
import { findCards } from './walk.read-model.ts';
import { followDomains } from './walk-rules.ts';

/** Most relations that a graph shows, for each card that it may show. */
const relationsPerCard = 10;

/** Which neighbourhood is asked for. */
export interface WantedGraph {
  cardIds: readonly string[];
  depth: number;
  domains?: readonly string[] | undefined;
  direction: Direction | 'both';
  classes?: readonly string[] | undefined;
  /** Most cards. */
  limit: number;
  /** Where one card has more relations of one domain and direction than this, they are counted and not followed. */
  collapse?: number | undefined;
  asOf?: Date | undefined;
}

/** Which neighbourhood is asked for at which two instants; `to` absent = now. */
export interface WantedGraphDifferences extends Omit<WantedGraph, 'asOf'> {
  from: Date;
  to?: Date | undefined;
}

/** A card of a graph; `beyond` counts what leads from it to cards that are not shown. */
export interface GraphNode extends CardSummary {
  depth: number;
  beyond: Beyond[];
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
  edges: Edge[];
  truncated: Truncated | null;
}

/** The cards around a card, or several. */
@Injectable()
export class GraphService {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(CatalogueService) private readonly catalogues: CatalogueService,
  ) {}

  /** @throws NotFoundError when there is no such card at that time, or no such domain or class */
  async around(wanted: WantedGraph): Promise<Graph> {
    return readBounded(this.database, async (tx) => readGraph(tx, await this.catalogues.current(tx), wanted));
  }

  /** @throws NotFoundError when one of the cards was there at neither instant, or no such domain or class */
  async differences({ from, to = new Date(), ...wanted }: WantedGraphDifferences): Promise<GraphDifferences> {
    return readBounded(this.database, async (tx) => {
      const catalogue = await this.catalogues.current(tx);
      const graphs: Graph[] = [];
      const found = new Set<string>();
      for (const asOf of [from, to]) {
        const cardIds = [...(await findCards(tx, catalogue, wanted.cardIds, asOf)).keys()];
        for (const id of cardIds) found.add(id);
        graphs.push(await readGraph(tx, catalogue, { ...wanted, cardIds, asOf }));
      }
      const missing = wanted.cardIds.filter((id) => !found.has(id));
      if (missing.length > 0) throw new NotFoundError(`There was no such card then: ${missing.join(', ')}`);
      const [older = nothing, newer = nothing] = graphs;
      return compareGraphs(older, newer);
    });
  }
}

const nothing: Graph = { nodes: [], edges: [], truncated: null };

async function readGraph(tx: Tx, catalogue: StoredCatalogue, wanted: WantedGraph): Promise<Graph> {
  const { cardIds: first, depth, limit: mostCards, collapse, asOf } = wanted;
  const walked = followDomains(catalogue, wanted.domains, wanted.direction);
  const classIds = wanted.classes?.flatMap((name) => catalogue.concreteIds(name));
  if (first.length === 0) return nothing;
  const walk = { cardIds: first, rules: walked, classIds, depth, limit: mostCards, collapse, asOf };
  const { cards, leftOut, isExact } = await findNeighbourhood(tx, catalogue, walk);
  const cardIds = cards.map(({ card }) => card.id);
  const limit = mostCards * relationsPerCard;
  const domains = followDomains(catalogue, wanted.domains, 'directed').fromSource;
  const { edges, total } = await listEdges(tx, catalogue, { cardIds, domains, asOf, limit });
  const rules = followDomains(catalogue, undefined, 'both');
  const beyond = await countBeyond(tx, catalogue, { cardIds, rules, asOf });
  const missing = total - edges.length;
  const isWhole = leftOut === 0 && missing === 0;
  return {
    nodes: cards
      .sort(byDepthAndCode)
      .map(({ card, depth: at }) => ({ ...card, depth: at, beyond: beyond.get(card.id) ?? [] })),
    edges,
    truncated: isWhole ? null : { reason: 'limit', nodes: leftOut, edges: missing, exact: isExact },
  };
}

function byDepthAndCode(one: Neighbour, other: Neighbour): number {
  const difference = one.depth - other.depth;
  if (difference !== 0) return difference;
  return keyOf(one) < keyOf(other) ? -1 : 1;
}

function keyOf({ card }: Neighbour): string {
  return `${card.class} ${card.code ?? ''} ${card.id}`;
}
