import { Inject, Injectable } from '@nestjs/common';
import { NotFoundError } from '@popis/errors';
import { findSummaries } from '../cards/card-summaries.read-model.ts';
import { CatalogueService } from '../classes/catalogue.service.ts';
import { Database } from '../platform/database/database.ts';
import {
  type AttachedCounts,
  countAttached,
  countRelations,
  type RelationCount,
} from './card-counts.read-model.ts';

/** How much there is about a card, as its tabs show. */
export interface CardCounts extends AttachedCounts {
  relations: (RelationCount & { label: string; farClass: string })[];
}

/** Counts for the screen of a card: as many statements whatever there is. */
@Injectable()
export class CardCountsService {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(CatalogueService) private readonly catalogues: CatalogueService,
  ) {}

  /** @throws NotFoundError when there is no such card, or was none by then */
  async ofCard(cardId: string, asOf: Date | undefined): Promise<CardCounts> {
    return this.database.read(async (tx) => {
      const catalogue = await this.catalogues.current(tx);
      if ((await findSummaries(tx, catalogue, [cardId], asOf)).size === 0) {
        throw new NotFoundError('There is no such card at that time');
      }
      const relations = await countRelations(tx, catalogue, cardId, asOf);
      const named = relations.map((count) => {
        const domain = catalogue.getDomain(count.domain);
        return count.direction === 'directed'
          ? { ...count, label: domain.directLabel, farClass: domain.target }
          : { ...count, label: domain.inverseLabel, farClass: domain.source };
      });
      return { relations: named, ...(await countAttached(tx, catalogue, cardId, asOf)) };
    });
  }
}
