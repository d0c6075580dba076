import { Inject, Injectable } from '@nestjs/common';
import { ConflictError, type Fault, InvalidInputError, NotFoundError } from '@popis/errors';
import type { CardSummary } from '../cards/card-summaries.read-model.ts';
import type { CardWork } from '../cards/card-work.ts';
import { CardWriter } from '../cards/card-writer.ts';
import { findCard } from '../cards/cards.read-model.ts';
import type { ChangeContext } from '../changes/attestation.ts';
import { CatalogueService } from '../classes/catalogue.service.ts';
import type { StoredCatalogue } from '../classes/stored-catalogue.ts';
import { reach } from '../graph/reach.ts';
import { findCards, listRelationsFrom, type WalkedRelation, walkOn } from '../graph/walk.read-model.ts';
import { followDomains } from '../graph/walk-rules.ts';
import { Database, type Tx } from '../platform/database/database.ts';
import { findWay, followHolding, followMoved, type MovePlan, type MoveWay, planMove } from './plan-move.ts';

/** Deeper and more than what moves at once. */
const deepest = 20;
const mostMoved = 10_000;
const mostPlaces = 1_000;

/** Class of the seeded model whose cards are people. */
const personClass = 'Employee';

/** Which move is asked for. */
export interface WantedMove {
  cardId: string;
  to: string;
  /** Needed where several domains could relate the two. */
  domain?: string | undefined;
  /** Needed where the card stands at several places by the domain. */
  from?: string | undefined;
}

/** A relation and the card where it leads. */
export interface Place {
  relation: WalkedRelation;
  card: CardSummary;
}

/** What a move would change. */
export interface MovePreview {
  way: MoveWay;
  /** The card's ETag: with it, the move is made of the card as it was looked at. */
  revision: string;
  ends: Place | undefined;
  begins: MovePlan['begins'];
  /** Other places of the card, which the move leaves as they are. */
  stays: Place[];
  /** What moves along, by class; `exact: false`: at least as many. */
  moves: { classes: { class: string; count: number }[]; total: number; exact: boolean };
  /** People related to what moves. */
  people: number;
  /** Whether the place is one of those that would move along. */
  isLoop: boolean;
  /** Why the write would be refused. */
  refusal: { message: string; faults: readonly Fault[] } | null;
}

/** Moves tried out. */
@Injectable()
export class MovesService {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(CatalogueService) private readonly catalogues: CatalogueService,
    @Inject(CardWriter) private readonly writer: CardWriter,
  ) {}

  /**
   * Tries a move out: the write is made and undone, so that it is refused here for what it would be refused for.
   *
   * @throws NotFoundError when one of the cards is not there, InvalidInputError when it is not clear what moves how
   */
  async preview(context: ChangeContext, wanted: WantedMove): Promise<MovePreview> {
    const { plan, ...told } = await this.database.read(async (tx) => {
      return describeMove(tx, await this.catalogues.current(tx), wanted);
    });
    return { ...told, refusal: await this.tryOut(context, plan.work) };
  }

  private async tryOut(context: ChangeContext, work: CardWork): Promise<MovePreview['refusal']> {
    try {
      await this.database.transaction(async (tx) => {
        await this.writer.apply(tx, context, work);
        throw new TriedOut();
      });
    } catch (error) {
      if (error instanceof TriedOut) return null;
      if (error instanceof InvalidInputError) return { message: error.message, faults: error.faults };
      if (error instanceof ConflictError) return { message: error.message, faults: [] };
      throw error;
    }
    return null;
  }
}

/** Thrown to undo what was tried. */
class TriedOut extends Error {
  override readonly name = 'TriedOut';
}

async function describeMove(tx: Tx, catalogue: StoredCatalogue, wanted: WantedMove) {
  const { cardId, to } = wanted;
  const card = await findCard(tx, catalogue, cardId);
  if (card === undefined) throw new NotFoundError('There is no such card');
  const place = (await findCards(tx, catalogue, [to], undefined)).get(to);
  if (place === undefined) throw new NotFoundError('There is no such place');
  const way = findWay(catalogue, { card: card.class, place: place.class }, wanted.domain);
  const rules = followDomains(catalogue, [way.domain.name], way.direction);
  const standing = await listRelationsFrom(tx, catalogue, { cardIds: [cardId], rules, limit: mostPlaces });
  const plan = planMove(way, { card: cardId, to, from: wanted.from }, standing);
  const others = { cardIds: [cardId], rules: followHolding(catalogue), limit: mostPlaces };
  const holding = await listRelationsFrom(tx, catalogue, others);
  const elsewhere = [...standing, ...holding.filter(({ domain }) => domain !== way.domain.name)];
  const ends = plan.ends === undefined ? [] : [plan.ends];
  const stays = elsewhere.filter(({ id, far }) => id !== plan.ends?.id && far !== to);
  return {
    ...{ way, plan, revision: card.changeId, begins: plan.begins },
    ends: (await namePlaces(tx, catalogue, ends))[0],
    stays: await namePlaces(tx, catalogue, stays),
    ...(await countMoved(tx, catalogue, way, wanted)),
  };
}

async function countMoved(tx: Tx, catalogue: StoredCatalogue, way: MoveWay, { cardId, to }: WantedMove) {
  const bounds = { cardIds: [cardId], depth: deepest, limit: mostMoved + 1 };
  const { cards, leftOut } = await reach(tx, catalogue, { ...bounds, rules: followMoved(catalogue, way) });
  const counts = new Map<string, number>();
  for (const { card, depth } of cards.values()) {
    if (depth > 0) counts.set(card.class, (counts.get(card.class) ?? 0) + 1);
  }
  const classes = [...counts].sort().map(([name, count]) => ({ class: name, count }));
  return {
    moves: { classes, total: cards.size - 1, exact: leftOut === 0 },
    people: await countPeople(tx, catalogue, [...cards.keys()]),
    isLoop: cards.has(to),
  };
}

async function countPeople(tx: Tx, catalogue: StoredCatalogue, moved: readonly string[]): Promise<number> {
  if (catalogue.findClass(personClass) === undefined) return 0;
  const { total } = await walkOn(tx, catalogue, {
    ...{ from: moved, seen: moved, limit: 1 },
    rules: followDomains(catalogue, undefined, 'both'),
    classIds: catalogue.concreteIds(personClass),
  });
  return total;
}

async function namePlaces(
  tx: Tx,
  catalogue: StoredCatalogue,
  relations: readonly WalkedRelation[],
): Promise<Place[]> {
  if (relations.length === 0) return [];
  const ids = relations.map(({ far }) => far);
  const cards = await findCards(tx, catalogue, ids, undefined);
  return relations.flatMap((relation) => {
    const card = cards.get(relation.far);
    return card === undefined ? [] : [{ relation, card }];
  });
}
