import { Inject, Injectable } from '@nestjs/common';
import { ConflictError, type Fault, InvalidInputError, NotFoundError } from '@popis/errors';
import { CardWriter } from '../cards/card-writer.ts';
import type { ChangeContext } from '../changes/attestation.ts';
import { CatalogueService } from '../classes/catalogue.service.ts';
import { Database, type Tx } from '../platform/database/database.ts';
import { newId } from '../platform/ids.ts';
import type { BackgroundJob } from '../platform/jobs/background-jobs.ts';
import { writeByHalves } from '../platform/jobs/write-by-halves.ts';
import type { DecidedRow } from './decide-row.ts';
import { decideRows } from './decide-rows.ts';
import type { ImportColumn, ImportJob, RowVerdict } from './import-job.ts';
import { findJob } from './imports.read-model.ts';
import { leaveState, listPending, writeVerdicts } from './imports.repository.ts';

const rowsAtOnce = 500;

/** Writes checked rows as cards. */
@Injectable()
export class ApplyImport {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(CatalogueService) private readonly catalogues: CatalogueService,
    @Inject(CardWriter) private readonly writer: CardWriter,
  ) {}

  /**
   * Writes the good rows, some hundred a step, transaction and change, each decided again against the cards as they are by then. A
   * row that the database refuses falls out of its batch and becomes a faulty one.
   */
  jobOf(id: string, requestId: string | undefined): BackgroundJob {
    let after = 0;
    return {
      key: `apply import ${id}`,
      step: async () => {
        const last = await this.applyBatch(id, requestId, after);
        after = last ?? after;
        return last !== undefined;
      },
      fail: (fault) => leaveState(this.database.single, id, 'applying', 'failed', fault),
    };
  }

  private async applyBatch(
    id: string,
    requestId: string | undefined,
    after: number,
  ): Promise<number | undefined> {
    return this.database.transaction(async (tx) => {
      const catalogue = await this.catalogues.currentForWriting(tx);
      const job = await findJob(tx, id);
      if (job?.state !== 'applying') return undefined;
      const rows = await listPending(tx, id, after, rowsAtOnce, 'good');
      if (rows.length === 0) {
        await leaveState(tx, id, 'applying', 'applied', null);
        return undefined;
      }
      const decided = await decideRows(tx, catalogue, job, rows);
      const written = await this.write(tx, contextOf(job, requestId), job.columns, decided);
      await writeVerdicts(tx, id, written, true);
      return rows.at(-1)?.number;
    });
  }

  private async write(
    tx: Tx,
    context: ChangeContext,
    columns: readonly ImportColumn[],
    rows: readonly DecidedRow[],
  ): Promise<RowVerdict[]> {
    return writeByHalves(
      tx,
      rows,
      (part) => this.writePart(tx, context, part),
      ({ number, cardId }, error) => ({ number, cardId, verdict: 'fault', faults: describe(error, columns) }),
    );
  }

  private async writePart(
    tx: Tx,
    context: ChangeContext,
    rows: readonly DecidedRow[],
  ): Promise<RowVerdict[]> {
    const created = new Map<number, string>();
    for (const row of rows) if (row.verdict === 'create') created.set(row.number, newId());
    const create = rows
      .filter((row) => row.verdict === 'create')
      .map((row) => ({ id: created.get(row.number), class: row.className, attributes: row.attributes }));
    const update = rows
      .filter((row) => row.verdict === 'update')
      .map((row) => ({ id: row.cardId ?? '', attributes: row.attributes }));
    if (create.length + update.length > 0) await this.writer.apply(tx, context, { create, update });
    return rows.map(({ number, verdict, cardId, faults }) => ({
      number,
      verdict,
      cardId: created.get(number) ?? cardId,
      faults,
    }));
  }
}

function contextOf(job: ImportJob, requestId: string | undefined): ChangeContext {
  const { fileName, applyReason, appliedBy, startedBy } = job;
  const reason = applyReason === null ? `Import of ${fileName}` : `Import of ${fileName}: ${applyReason}`;
  return { actor: appliedBy ?? startedBy, source: 'person', reason, requestId };
}

function describe(
  error: InvalidInputError | ConflictError | NotFoundError,
  columns: readonly ImportColumn[],
): Fault[] {
  if (!(error instanceof InvalidInputError)) return [{ path: '', message: error.message }];
  return error.faults.map(({ path, message }) => {
    const name = path.replace(/^.*attributes\./, '');
    return { path: columns.find((column) => column.attribute === name)?.heading ?? name, message };
  });
}
