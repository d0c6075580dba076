import { Inject, Injectable } from '@nestjs/common';
import { createLogger } from '@popis/runtime';
import { CardWriter } from '../cards/card-writer.ts';
import type { ChangeContext } from '../changes/attestation.ts';
import { CatalogueService } from '../classes/catalogue.service.ts';
import { ModelEditor } from '../classes/model-editor.ts';
import { Database, type Tx } from '../platform/database/database.ts';
import { toDemoWork } from './demo-estate.ts';
import { seedModel } from './seed-model.ts';

const log = createLogger('cmdb-api.seed');

/** Fills an empty CMDB. What is there already is never touched, so each start may call it. */
@Injectable()
export class SeedService {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(CatalogueService) private readonly catalogues: CatalogueService,
    @Inject(ModelEditor) private readonly editor: ModelEditor,
    @Inject(CardWriter) private readonly writer: CardWriter,
  ) {}

  /** The model goes into a CMDB without classes; `demo` adds the made-up company to one that has no cards yet. */
  async seed(wanted: 'model' | 'demo'): Promise<void> {
    await this.database.transaction(async (tx) => {
      const catalogue = await this.catalogues.currentForChange(tx);
      if (catalogue.classes.length > 0) return;
      await this.editor.add(tx, contextOf('seeded model'), seedModel);
      log.info({ classes: seedModel.classes.length }, 'model seeded');
      if (wanted === 'demo') await this.seedDemo(tx);
    });
  }

  private async seedDemo(tx: Tx): Promise<void> {
    const applied = await this.writer.apply(tx, contextOf('demonstration estate'), toDemoWork());
    log.info({ cards: applied.created.length }, 'demonstration estate seeded');
  }
}

function contextOf(reason: string): ChangeContext {
  return { actor: 'popis', source: 'seed', reason };
}
