import { Inject, Injectable } from '@nestjs/common';
import { filterClause } from '../cards/filter-sql.ts';
import type { Tx } from '../platform/database/database.ts';
import { whoAsks } from '../platform/http/asking.ts';
import { renewReports } from '../reports/renew-reports.ts';
import { readModel, readModelRevision } from './catalogue.read-model.ts';
import { lockModelForCards, lockModelForChange, raiseModelRevision } from './model-revision.repository.ts';
import { everything, seenThrough } from './sight.ts';
import { Sights } from './sights.ts';
import { type StoredCatalogue, toStoredCatalogue } from './stored-catalogue.ts';

/** The model as a transaction sees it. Kept in memory; a revision in the database says when that copy is old. */
@Injectable()
export class CatalogueService {
  private kept: StoredCatalogue | undefined;

  constructor(@Inject(Sights) private readonly sights: Sights) {}

  /**
   * For answering the request that is being answered: the model as its caller may see it. It goes into every statement about
   * cards and relations, so what is hidden enters there and nowhere else.
   *
   * @throws TypeError where nobody is asking
   */
  async current(tx: Tx): Promise<StoredCatalogue> {
    const whole = await this.whole(tx);
    const sight = this.sights.of(whoAsks());
    return sight === everything ? whole : seenThrough(whole, sight, filterClause, new Date());
  }

  /** For work that is done for nobody in particular, and for what may be written. */
  async whole(tx: Tx): Promise<StoredCatalogue> {
    const revision = await readModelRevision(tx);
    if (this.kept?.revision === revision) return this.kept;
    const catalogue = toStoredCatalogue(await readModel(tx));
    this.kept = catalogue;
    return catalogue;
  }

  /** For writing cards: until the transaction ends, nobody changes the model. Writers of cards do not wait for each other. */
  async currentForWriting(tx: Tx): Promise<StoredCatalogue> {
    await lockModelForCards(tx);
    return this.whole(tx);
  }

  /** For changing the model: waits for the writers of cards, and makes later ones wait. */
  async currentForChange(tx: Tx): Promise<StoredCatalogue> {
    await lockModelForChange(tx);
    return this.whole(tx);
  }

  /** To be called after each change of the model, in its transaction. */
  async raise(tx: Tx): Promise<void> {
    await raiseModelRevision(tx);
    await renewReports(tx, await this.whole(tx));
  }
}
