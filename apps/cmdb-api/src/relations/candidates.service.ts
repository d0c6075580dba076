import { Inject, Injectable } from '@nestjs/common';
import type { Direction, Filter } from '@popis/model';
import { checkList, type ListCursor } from '../cards/check-list.ts';
import { CatalogueService } from '../classes/catalogue.service.ts';
import { Database } from '../platform/database/database.ts';
import { writeCursor } from '../platform/http/paging.ts';
import { type Candidate, listCandidates } from './candidates.read-model.ts';

/** Which cards are looked for. */
export interface WantedCandidates {
  domain: string;
  direction: Direction;
  /** The card at the near end. */
  card?: string | undefined;
  free: boolean;
  query: string;
  filter?: Filter | undefined;
  limit: number;
  cursor?: string | undefined;
}

const sort = ['Code'];

/** What can be chosen where two cards are to be related. */
@Injectable()
export class CandidatesService {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(CatalogueService) private readonly catalogues: CatalogueService,
  ) {}

  /** @throws NotFoundError when there is no such domain */
  async list(wanted: WantedCandidates): Promise<{ items: Candidate[]; total: number; next: string | null }> {
    return this.database.read(async (tx) => {
      const catalogue = await this.catalogues.current(tx);
      const { direction, card: nearCard, free } = wanted;
      const domain = catalogue.getDomain(wanted.domain);
      const className = direction === 'directed' ? domain.target : domain.source;
      const disabled = (direction === 'directed' ? domain.disabledTargets : domain.disabledSources) ?? [];
      const classIds = catalogue
        .concreteIds(className)
        .filter((id) => !disabled.some((name) => catalogue.isA(catalogue.className(id), name)));
      const { filter, query, limit, cursor } = wanted;
      const list = checkList(catalogue, { className, filter, query, sort, limit, cursor });
      const scope = { domain, direction, classIds, nearCard, free };
      const { candidates: items, total, last } = await listCandidates(tx, catalogue, list, scope);
      if (last === undefined) return { items, total, next: null };
      const next: ListCursor = { sort, ...last, total, now: list.now.toISOString() };
      return { items, total, next: writeCursor(next) };
    });
  }
}
