import { Inject, Injectable } from '@nestjs/common';
import { CatalogueService } from '../classes/catalogue.service.ts';
import { Database } from '../platform/database/database.ts';
import type { BackgroundJob } from '../platform/jobs/background-jobs.ts';
import { decideRows } from './decide-rows.ts';
import { findJob } from './imports.read-model.ts';
import { leaveState, listPending, writeVerdicts } from './imports.repository.ts';

const rowsAtOnce = 500;

/** Gives rows their verdicts. */
@Injectable()
export class CheckImport {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(CatalogueService) private readonly catalogues: CatalogueService,
  ) {}

  /** Decides about all rows that have no verdict yet, some hundred a step. */
  jobOf(id: string): BackgroundJob {
    let after = 0;
    return {
      key: `check import ${id}`,
      step: async () => {
        const last = await this.checkBatch(id, after);
        after = last ?? after;
        return last !== undefined;
      },
      fail: (fault) => leaveState(this.database.single, id, 'checking', 'failed', fault),
    };
  }

  private async checkBatch(id: string, after: number): Promise<number | undefined> {
    return this.database.transaction(async (tx) => {
      const job = await findJob(tx, id);
      if (job?.state !== 'checking') return undefined;
      const rows = await listPending(tx, id, after, rowsAtOnce, 'unchecked');
      if (rows.length === 0) {
        await leaveState(tx, id, 'checking', 'checked', null);
        return undefined;
      }
      const catalogue = await this.catalogues.whole(tx);
      const decided = await decideRows(tx, catalogue, job, rows);
      await writeVerdicts(
        tx,
        id,
        decided.map(({ number, verdict, cardId, faults }) => ({ number, verdict, cardId, faults })),
        false,
      );
      return rows.at(-1)?.number;
    });
  }
}
