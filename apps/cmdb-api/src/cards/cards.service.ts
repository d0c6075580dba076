import { Inject, Injectable } from '@nestjs/common';
import { InvalidInputError, NotFoundError } from '@popis/errors';
import type { JsonValue } from '@popis/model';
import type { ChangeContext } from '../changes/attestation.ts';
import { CatalogueService } from '../classes/catalogue.service.ts';
import { Database, type Tx } from '../platform/database/database.ts';
import { writeCursor } from '../platform/http/paging.ts';
import { StaleError } from '../platform/stale-error.ts';
import { findPosition } from './card-position.read-model.ts';
import type { CardWork, UpdateCard } from './card-work.ts';
import { CardWriter } from './card-writer.ts';
import { type Card, findCard, listCards } from './cards.read-model.ts';
import { toCardAnswer } from './cards.schema.ts';
import { checkList, type ListCursor, type WantedList } from './check-list.ts';
import { type ComparedAttribute, compareCards } from './compare-cards.ts';
import { findSeveralCards } from './several-cards.read-model.ts';

type Attributes = Readonly<Record<string, JsonValue>>;

/** Cards side by side. */
export interface ComparedCards {
  cards: Card[];
  attributes: ComparedAttribute[];
}

/** Cards for people: read, list, create, edit, retire. */
@Injectable()
export class CardsService {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(CatalogueService) private readonly catalogues: CatalogueService,
    @Inject(CardWriter) private readonly writer: CardWriter,
  ) {}

  async list(wanted: WantedList): Promise<{ items: Card[]; total: number; next: string | null }> {
    return this.database.read(async (tx) => {
      const catalogue = await this.catalogues.current(tx);
      const list = checkList(catalogue, wanted);
      const { cards: items, total, last } = await listCards(tx, catalogue, list);
      if (last === undefined) return { items, total, next: null };
      const cursor: ListCursor = { sort: [...wanted.sort], ...last, total, now: list.now.toISOString() };
      return { items, total, next: writeCursor(cursor) };
    });
  }

  /** Where a card stands in a list; the limit is that of a page. */
  async positionOf(
    id: string,
    wanted: WantedList,
  ): Promise<{ position: number | null; total: number; page: number | null; cursor: string | null }> {
    return this.database.read(async (tx) => {
      const catalogue = await this.catalogues.current(tx);
      const list = checkList(catalogue, wanted);
      const { place, total, before } = await findPosition(tx, catalogue, list, id);
      if (place === undefined) return { position: null, total, page: null, cursor: null };
      const page = Math.ceil(place / list.limit);
      if (before === undefined) return { position: place, total, page, cursor: null };
      const cursor: ListCursor = { sort: [...wanted.sort], ...before, total, now: list.now.toISOString() };
      return { position: place, total, page, cursor: writeCursor(cursor) };
    });
  }

  async get(id: string, asOf?: Date): Promise<Card> {
    return this.database.read((tx) => this.read(tx, id, asOf));
  }

  /** @throws NotFoundError naming every card that is not there */
  async compare(ids: readonly string[], asOf?: Date): Promise<ComparedCards> {
    return this.database.read(async (tx) => {
      const catalogue = await this.catalogues.current(tx);
      const found = await findSeveralCards(tx, catalogue, ids, asOf);
      const missing = ids.filter((id) => !found.has(id));
      if (missing.length > 0)
        throw new NotFoundError(`There is no such card at that time: ${missing.join(', ')}`);
      const cards = ids.flatMap((id) => found.get(id) ?? []);
      return { cards, attributes: compareCards(catalogue, cards) };
    });
  }

  async create(context: ChangeContext, className: string, attributes: Attributes): Promise<Card> {
    return this.database.transaction(async (tx) => {
      const work = { create: [{ class: className, attributes }] };
      const { created } = await this.writer.apply(tx, context, work);
      return this.read(tx, created[0] ?? '');
    });
  }

  /** @throws StaleError with the card as it is when `ifMatch` is not its version */
  async update(
    context: ChangeContext,
    id: string,
    attributes: Attributes,
    overrides: UpdateCard['overrides'],
    ifMatch: string | undefined,
  ): Promise<Card> {
    return this.showingStale(id, () =>
      this.database.transaction(async (tx) => {
        refusePastEnds(overrides, new Date());
        await this.writer.apply(tx, context, { update: [{ id, attributes, overrides, ifMatch }] });
        return this.read(tx, id);
      }),
    );
  }

  /** @throws StaleError with the card as it is when `ifMatch` is not its version */
  async retire(context: ChangeContext, id: string, ifMatch: string | undefined): Promise<void> {
    const work: CardWork = { retire: [{ id, ifMatch }] };
    await this.showingStale(id, () =>
      this.database.transaction(async (tx) => {
        await this.read(tx, id);
        await this.writer.apply(tx, context, work);
      }),
    );
  }

  private async read(tx: Tx, id: string, asOf?: Date): Promise<Card> {
    const card = await findCard(tx, await this.catalogues.current(tx), id, asOf);
    if (card === undefined) {
      throw new NotFoundError(asOf === undefined ? 'There is no such card' : 'There was no such card then');
    }
    return card;
  }

  /** @throws StaleError with the card as it is, where the work throws one without it */
  async showingStale<T>(id: string, write: () => Promise<T>): Promise<T> {
    try {
      return await write();
    } catch (error) {
      if (!(error instanceof StaleError)) throw error;
      const current = toCardAnswer(await this.get(id));
      throw new StaleError(error.message, { cause: error, current });
    }
  }
}

function refusePastEnds(overrides: UpdateCard['overrides'] = {}, now: Date): void {
  const past = Object.entries(overrides).filter(
    ([, { until }]) => until !== undefined && Date.parse(until) <= now.getTime(),
  );
  if (past.length === 0) return;
  const faults = past.map(([name]) => ({
    path: `overrides.${name}.until`,
    message: 'must be later than now',
  }));
  throw new InvalidInputError('A value cannot have come to its end already', faults);
}
