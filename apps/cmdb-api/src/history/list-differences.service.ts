import { Inject, Injectable } from '@nestjs/common';
import type { Card } from '../cards/cards.read-model.ts';
import { findActiveCards } from '../cards/several-cards.read-model.ts';
import { CatalogueService } from '../classes/catalogue.service.ts';
import type { StoredCatalogue } from '../classes/stored-catalogue.ts';
import { Database, type Tx } from '../platform/database/database.ts';
import { readStatedPage, type StatedPage } from './list-differences.read-model.ts';
import {
  checkListDifferences,
  countStates,
  type ListDifference,
  type StateCounts,
  toDifferencesCursor,
  toListDifference,
  type WantedListDifferences,
} from './list-differences.ts';

/** A page of what differs between a list at two instants. */
export interface ListDifferences {
  items: ListDifference[];
  total: number;
  next: string | null;
  from: Date;
  to: Date;
  counts: StateCounts;
}

/** What differs between a list then and later. */
@Injectable()
export class ListDifferencesService {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(CatalogueService) private readonly catalogues: CatalogueService,
  ) {}

  /** @throws NotFoundError when there is no such class */
  async compare(asked: WantedListDifferences): Promise<ListDifferences> {
    return this.database.read(async (tx) => {
      const catalogue = await this.catalogues.current(tx);
      const wanted = checkListDifferences(catalogue, asked);
      const { from, to, states } = wanted;
      const page = await readStatedPage(tx, catalogue, wanted);
      const [older, newer] = [
        await findCardsOf(tx, catalogue, page, from),
        await findCardsOf(tx, catalogue, page, to),
      ];
      const items = page.rows.flatMap(
        ({ id, state }) => toListDifference(state, older.get(id), newer.get(id)) ?? [],
      );
      const { counts, last } = page;
      const next = last === undefined ? null : toDifferencesCursor(wanted, asked.sort, last, counts);
      return { items, total: countStates(counts, states), next, from, to, counts };
    });
  }
}

function findCardsOf(
  tx: Tx,
  catalogue: StoredCatalogue,
  { rows }: StatedPage,
  at: Date,
): Promise<Map<string, Card>> {
  const classIds = [...new Set(rows.map(({ classId }) => classId))];
  return findActiveCards(tx, catalogue, { ids: rows.map(({ id }) => id), classIds }, at);
}
