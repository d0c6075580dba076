import { Inject, Injectable } from '@nestjs/common';
import { NotFoundError } from '@popis/errors';
import type { CardSummary } from '../cards/card-summaries.read-model.ts';
import { CatalogueService } from '../classes/catalogue.service.ts';
import type { StoredCatalogue } from '../classes/stored-catalogue.ts';
import { Database, type Tx } from '../platform/database/database.ts';
import { readBounded } from './bounded-read.read-model.ts';
import { findPaths } from './find-paths.ts';
import { findCards, listRelationsFrom, type WalkedRelation } from './walk.read-model.ts';
import { followDomains, type WalkRules } from './walk-rules.ts';

/** Most relations that one question reads. */
const budget = 50_000;
/** How much longer than the shortest path others may be. */
const slack = 2;

/** Which paths are asked for. */
export interface WantedPaths {
  from: string;
  to: string;
  /** Most paths. */
  k: number;
  /** Most relations of a path. */
  longest: number;
  domains?: readonly string[] | undefined;
  asOf?: Date | undefined;
}

export interface Paths {
  paths: { cards: CardSummary[]; relations: WalkedRelation[] }[];
  /** Whether everything within the bounds was looked at. */
  complete: boolean;
}

/** One side of the search: how far it came from its end. */
interface Side {
  distances: Map<string, number>;
  frontier: string[];
  depth: number;
}

/** How two cards hang together. */
@Injectable()
export class PathsService {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(CatalogueService) private readonly catalogues: CatalogueService,
  ) {}

  /** @throws NotFoundError when one of the cards is not there at that time */
  async between(wanted: WantedPaths): Promise<Paths> {
    return readBounded(this.database, async (tx) => {
      const catalogue = await this.catalogues.current(tx);
      const ends = await findCards(tx, catalogue, [wanted.from, wanted.to], wanted.asOf);
      if (!ends.has(wanted.from) || !ends.has(wanted.to)) {
        throw new NotFoundError('There is no such card at that time');
      }
      const rules = followDomains(catalogue, wanted.domains, 'both');
      const search = await searchFromBothEnds(tx, catalogue, rules, wanted);
      const bounds = { count: wanted.k, longest: search.longest };
      const { paths, isComplete } = findPaths(search.relations, wanted, bounds);
      const ids = paths.flatMap((path) => path.map(({ far }) => far));
      const cards = await findCards(tx, catalogue, [wanted.from, ...ids], wanted.asOf);
      const named = paths.map((path) => ({
        cards: [wanted.from, ...path.map(({ far }) => far)].flatMap((id) => cards.get(id) ?? []),
        relations: path,
      }));
      return { paths: named, complete: search.isComplete && isComplete };
    });
  }
}

/**
 * Breadth first from both ends, the smaller frontier next, one statement a level. Once the two sides have gone as far
 * together as a path is long, every relation of the path has been read by one of them.
 */
async function searchFromBothEnds(
  tx: Tx,
  catalogue: StoredCatalogue,
  rules: WalkRules,
  wanted: WantedPaths,
): Promise<{ relations: WalkedRelation[]; longest: number; isComplete: boolean }> {
  const one = startAt(wanted.from);
  const other = startAt(wanted.to);
  const relations: WalkedRelation[] = [];
  let longest = wanted.longest;
  let hasMet = wanted.from === wanted.to;
  while (!hasMet || one.depth + other.depth < longest) {
    const side = one.frontier.length <= other.frontier.length ? one : other;
    if (side.frontier.length === 0 || one.depth + other.depth >= longest) break;
    const room = budget - relations.length;
    const level = { cardIds: side.frontier, rules, asOf: wanted.asOf, limit: room + 1 };
    const read = await listRelationsFrom(tx, catalogue, level);
    relations.push(...read.slice(0, room));
    advance(side, read);
    if (!hasMet && side.frontier.some((id) => one.distances.has(id) && other.distances.has(id))) {
      hasMet = true;
      longest = Math.min(longest, one.depth + other.depth + (wanted.k > 1 ? slack : 0));
    }
    if (read.length > room) return { relations, longest, isComplete: false };
  }
  return { relations, longest, isComplete: true };
}

function startAt(card: string): Side {
  return { distances: new Map([[card, 0]]), frontier: [card], depth: 0 };
}

function advance(side: Side, read: readonly WalkedRelation[]): void {
  side.depth += 1;
  const next = new Set<string>();
  for (const { far } of read) if (!side.distances.has(far)) next.add(far);
  for (const id of next) side.distances.set(id, side.depth);
  side.frontier = [...next];
}
