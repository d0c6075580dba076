import { Inject, Injectable } from '@nestjs/common';
import { CatalogueService } from '../classes/catalogue.service.ts';
import { Database } from '../platform/database/database.ts';
import { checkCounts, type WantedCounts } from './check-counts.ts';
import { checkFacets, type WantedFacets } from './check-facets.ts';
import { countFacets, type Facet } from './facets.read-model.ts';
import { countGroups, type Groups } from './group-counts.read-model.ts';

/** How many cards there are, by what they have. */
@Injectable()
export class CountsService {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(CatalogueService) private readonly catalogues: CatalogueService,
  ) {}

  async count(wanted: WantedCounts): Promise<Groups> {
    return this.database.read(async (tx) => {
      const catalogue = await this.catalogues.current(tx);
      return countGroups(tx, catalogue, checkCounts(catalogue, wanted));
    });
  }

  async facets(wanted: WantedFacets): Promise<Facet[]> {
    return this.database.read(async (tx) => {
      const catalogue = await this.catalogues.current(tx);
      return countFacets(tx, catalogue, checkFacets(catalogue, wanted));
    });
  }
}
