import { Inject, Injectable } from '@nestjs/common';
import { NotFoundError } from '@popis/errors';
import { z } from 'zod';
import { inclusionPath } from '../changes/merkle.ts';
import type { Seal } from '../changes/seal.ts';
import {
  countSeals,
  findPosition,
  findSealOf,
  listSealedHashes,
  listSeals,
} from '../changes/seals.read-model.ts';
import { CatalogueService } from '../classes/catalogue.service.ts';
import { refuseNarrow } from '../classes/sight.ts';
import { Database } from '../platform/database/database.ts';
import { readCursor, writeCursor } from '../platform/http/paging.ts';
import { findSource } from '../reconciliation/runs.read-model.ts';
import { type ChangeFilter, checkFilter } from './change-filter.ts';
import { type FeedChange, readFeed } from './feed.read-model.ts';
import { findMatching } from './matching-changes.read-model.ts';
import { listSealedAt, listSealedChanges } from './sealed-changes.read-model.ts';

/** A change with the path from its hash to the root of its seal. */
export interface ProvenChange {
  changeId: string;
  hash: Buffer;
  position: number;
  index: number;
  path: Buffer[];
  seal: Seal;
}

const cursorSchema = z.object({ before: z.int() });

/** The order that seals give to changes, for readers. */
@Injectable()
export class SealsService {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(CatalogueService) private readonly catalogues: CatalogueService,
  ) {}

  async list(
    limit: number,
    cursor: string | undefined,
  ): Promise<{ items: Seal[]; total: number; next: string | null }> {
    const place = readCursor(cursorSchema, cursor);
    return this.database.read(async (tx) => {
      const found = await listSeals(tx, limit + 1, place?.before);
      const items = found.slice(0, limit);
      const last = found.length > limit ? items.at(-1) : undefined;
      const next = last === undefined ? null : writeCursor({ before: last.id });
      return { items, total: await countSeals(tx), next };
    });
  }

  /** @throws NotFoundError when there is no such change, or it has no seal yet */
  async prove(changeId: string): Promise<ProvenChange> {
    return this.database.read(async (tx) => {
      const position = await findPosition(tx, changeId);
      const seal = position === undefined ? undefined : await findSealOf(tx, position);
      if (position === undefined || seal === undefined) {
        throw new NotFoundError('There is no such change, or it has no seal yet');
      }
      const hashes = await listSealedHashes(tx, seal);
      const index = position - (seal.total - seal.count) - 1;
      const hash = hashes[index] ?? Buffer.alloc(0);
      return { changeId, hash, position, index, path: inclusionPath(hashes, index), seal };
    });
  }

  /**
   * Changes behind a position; `next` is where to go on, with this filter or another.
   *
   * @throws ForbiddenError to whoever may not see all: a feed with gaps could not be followed
   * @throws InvalidInputError when the filter names what there is not
   */
  async feed(
    after: number,
    limit: number,
    filter: ChangeFilter,
  ): Promise<{ items: FeedChange[]; next: number }> {
    return this.database.read(async (tx) => {
      const catalogue = await this.catalogues.current(tx);
      refuseNarrow(catalogue, 'follow all changes');
      if (Object.values(filter).every((given) => given === undefined)) {
        const sealed = await listSealedChanges(tx, after, Number.MAX_SAFE_INTEGER, limit);
        const items = await readFeed(tx, catalogue, sealed);
        return { items, next: sealed.at(-1)?.position ?? after };
      }
      const source = filter.source === undefined ? undefined : await findSource(tx, filter.source);
      const subject = checkFilter(filter, catalogue, source?.name);
      const { positions, next } = await findMatching(tx, filter, subject, { after, limit });
      return { items: await readFeed(tx, catalogue, await listSealedAt(tx, positions)), next };
    });
  }
}
