import { Inject, Injectable } from '@nestjs/common';
import { ConflictError, type Fault, InvalidInputError, NotFoundError } from '@popis/errors';
import { CardWriter } from '../cards/card-writer.ts';
import type { ChangeContext } from '../changes/attestation.ts';
import { CatalogueService } from '../classes/catalogue.service.ts';
import { Database, type Tx } from '../platform/database/database.ts';
import { undoOnThrow } from '../platform/database/savepoint.ts';
import { newId } from '../platform/ids.ts';
import type { Caller } from '../platform/permissions.ts';
import type { DecidedRow } from './decide-row.ts';
import { decideRows } from './decide-rows.ts';
import type { ImportColumn, RowVerdict } from './import-job.ts';
import { getJob } from './imports.read-model.ts';
import { leaveState, listPending, tryOccupyJob, writeVerdicts } from './imports.repository.ts';

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
   * Writes the good rows, some hundred a transaction and change, each decided again against the cards as they are by then. A row that
   * the database refuses falls out of its batch and becomes a faulty one.
   */
  async apply(caller: Caller, id: string, reason: string | undefined): Promise<void> {
    await this.database.transaction(async (holding) => {
      if (!(await tryOccupyJob(holding, id))) return;
      const { fileName } = await getJob(this.database.single, id);
      const why = reason === undefined ? `Import of ${fileName}` : `Import of ${fileName}: ${reason}`;
      const context = { actor: caller.username, source: 'person', reason: why, requestId: caller.requestId };
      let after: number | undefined = 0;
      while (after !== undefined) after = await this.applyBatch(context, id, after);
      await leaveState(this.database.single, id, 'applied', null);
    });
  }

  private async applyBatch(context: ChangeContext, id: string, after: number): Promise<number | undefined> {
    return this.database.transaction(async (tx) => {
      const catalogue = await this.catalogues.currentForWriting(tx);
      const job = await getJob(tx, id);
      const rows = await listPending(tx, id, after, rowsAtOnce, true);
      const decided = await decideRows(tx, catalogue, job, rows);
      const written = await this.write(tx, context, job.columns, decided);
      await writeVerdicts(tx, id, written, true);
      return rows.at(-1)?.number;
    });
  }

  /** Writes rows as one change. If one is refused it falls out, found by halving, and the others are written. */
  private async write(
    tx: Tx,
    context: ChangeContext,
    columns: readonly ImportColumn[],
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
    try {
      if (create.length + update.length > 0) {
        await undoOnThrow(tx, () => this.writer.apply(tx, context, { create, update }));
      }
      return rows.map(({ number, verdict, cardId, faults }) => ({
        number,
        verdict,
        cardId: created.get(number) ?? cardId,
        faults,
      }));
    } catch (error) {
      const [first] = rows;
      if (first === undefined || !isOfRow(error)) throw error;
      if (rows.length === 1) {
        const { number, cardId } = first;
        return [{ number, cardId, verdict: 'fault', faults: describe(error, columns) }];
      }
      const half = Math.ceil(rows.length / 2);
      const before = await this.write(tx, context, columns, rows.slice(0, half));
      return [...before, ...(await this.write(tx, context, columns, rows.slice(half)))];
    }
  }
}

function isOfRow(error: unknown): error is InvalidInputError | ConflictError | NotFoundError {
  return (
    error instanceof InvalidInputError || error instanceof ConflictError || error instanceof NotFoundError
  );
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
