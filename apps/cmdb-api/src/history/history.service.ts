import { Inject, Injectable } from '@nestjs/common';
import { NotFoundError } from '@popis/errors';
import { z } from 'zod';
import { findCardState } from '../cards/known-cards.read-model.ts';
import { CatalogueService } from '../classes/catalogue.service.ts';
import { Database } from '../platform/database/database.ts';
import { readCursor, writeCursor } from '../platform/http/paging.ts';
import { readHistory } from './history.read-model.ts';
import { type HistoryItem, toHistoryItems } from './history-items.ts';
import { findHorizonOf } from './purges.read-model.ts';

const cursorSchema = z.object({ at: z.iso.datetime(), changeId: z.uuid() });

/** What happened to a card. */
@Injectable()
export class HistoryService {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(CatalogueService) private readonly catalogues: CatalogueService,
  ) {}

  async ofCard(
    cardId: string,
    limit: number,
    cursor: string | undefined,
    asOf: Date | undefined,
  ): Promise<{ items: HistoryItem[]; total: number; next: string | null; keptFrom: Date | undefined }> {
    const place = readCursor(cursorSchema, cursor);
    const after = place === undefined ? undefined : { ...place, at: new Date(place.at) };
    return this.database.read(async (tx) => {
      const catalogue = await this.catalogues.current(tx);
      const state = await findCardState(tx, catalogue, cardId);
      const { facts, total, last } = await readHistory(tx, catalogue, cardId, { limit, after, asOf });
      if (state === undefined || total === 0) throw new NotFoundError('There is no such card');
      const next = last === undefined ? null : writeCursor({ ...last, at: last.at.toISOString() });
      const keptFrom = await findHorizonOf(tx, cardId);
      return { items: toHistoryItems(facts), total, next, keptFrom };
    });
  }
}
