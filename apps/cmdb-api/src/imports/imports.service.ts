import { Inject, Injectable } from '@nestjs/common';
import { ConflictError, InvalidInputError } from '@popis/errors';
import { createLogger } from '@popis/runtime';
import { CatalogueService } from '../classes/catalogue.service.ts';
import { type FormPart, readUploadForm } from '../documents/upload-form.ts';
import type { Separator } from '../exports/csv-cells.ts';
import { Database } from '../platform/database/database.ts';
import { newId } from '../platform/ids.ts';
import type { Caller } from '../platform/permissions.ts';
import { ApplyImport } from './apply-import.ts';
import { CsvReader } from './csv-reader.ts';
import { decideRows } from './decide-rows.ts';
import { keyOf, mapColumns } from './import-columns.ts';
import type { ImportColumn, ImportJob, ImportMode, ReadRow } from './import-job.ts';
import { getJob } from './imports.read-model.ts';
import {
  deleteJob,
  enterState,
  insertJob,
  insertRows,
  leaveState,
  listPending,
  tryOccupyJob,
  writeVerdicts,
} from './imports.repository.ts';
import { decode, type Encoding } from './text-encoding.ts';

const log = createLogger('cmdb-api.imports');
/** The heading is one more row. */
const limits = { rows: 1_000_001, columns: 500, cell: 100_000 };
const mostBytes = 256 * 1024 * 1024;
const rowsAtOnce = 500;
const charactersAtOnce = 2_000_000;

/** How a file is to be read and what its rows may do. */
export interface WantedImport {
  className: string;
  mode: ImportMode;
  key: readonly string[];
  mapping: Readonly<Record<string, string | null>>;
  separator?: Separator | undefined;
  encoding?: Encoding | undefined;
}

/** Files that become cards: taken in row by row, checked, then applied. */
@Injectable()
export class ImportsService {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(CatalogueService) private readonly catalogues: CatalogueService,
    @Inject(ApplyImport) private readonly applier: ApplyImport,
  ) {}

  async get(id: string): Promise<ImportJob> {
    return getJob(this.database.single, id);
  }

  /**
   * Takes a file in as it comes and stores its rows; then they are checked, which goes on after this has returned.
   *
   * @throws InvalidInputError, NotFoundError; then nothing of the file is kept
   */
  async takeFile(caller: Caller, wanted: WantedImport, parts: AsyncIterable<FormPart>): Promise<ImportJob> {
    const id = newId();
    try {
      await readUploadForm(parts, [], async (part) => {
        const text = decode(limitBytes(part.bytes), wanted.encoding);
        await this.store(caller, id, wanted, part.fileName ?? 'file', text);
        return id;
      });
    } catch (error) {
      await deleteJob(this.database.single, id);
      throw error;
    }
    await enterState(this.database.single, id, ['reading'], 'checking');
    this.inBackground(id, () => this.check(id));
    return this.get(id);
  }

  /** Begins to write the good rows. Called again after an interruption, it goes on. @throws ConflictError, NotFoundError */
  async apply(caller: Caller, id: string, partial: boolean, reason: string | undefined): Promise<ImportJob> {
    const job = await this.get(id);
    const faulty = job.counts.fault ?? 0;
    if (!partial && faulty > 0) {
      throw new ConflictError(
        `${faulty} rows are faulty: leave them out with "partial", or import a better file`,
      );
    }
    if (!(await enterState(this.database.single, id, ['checked', 'applying'], 'applying'))) {
      throw new ConflictError(`The import is ${job.state}: only a checked one can be applied`);
    }
    this.inBackground(id, () => this.applier.apply(caller, id, reason));
    return this.get(id);
  }

  private async store(
    caller: Caller,
    id: string,
    wanted: WantedImport,
    fileName: string,
    text: AsyncIterable<string>,
  ): Promise<void> {
    const reader = new CsvReader(limits, wanted.separator);
    const chunk: ReadRow[] = [];
    let columns: ImportColumn[] | undefined;
    let number = 0;
    let characters = 0;
    const flush = async () => {
      if (chunk.length > 0) await insertRows(this.database.single, id, chunk);
      chunk.length = 0;
      characters = 0;
    };
    const take = async (rows: readonly string[][]) => {
      for (const cells of rows) {
        if (columns === undefined) {
          columns = await this.begin(caller, id, wanted, fileName, cells);
          continue;
        }
        number += 1;
        chunk.push({ number, cells: cells.map(withoutNul), key: keyOf(columns, wanted.key, cells) });
        for (const cell of cells) characters += cell.length;
        if (chunk.length >= rowsAtOnce || characters >= charactersAtOnce) await flush();
      }
    };
    for await (const piece of text) await take(reader.read(piece));
    await take(reader.end());
    await flush();
    if (columns === undefined) {
      throw new InvalidInputError('The file cannot be read', [{ path: 'file', message: 'has no rows' }]);
    }
  }

  private async begin(
    caller: Caller,
    id: string,
    { className, mapping, key, mode }: WantedImport,
    fileName: string,
    headings: readonly string[],
  ): Promise<ImportColumn[]> {
    const catalogue = await this.catalogues.current(this.database.single);
    const { attributes } = catalogue.getClass(className);
    if (key.length === 0 && mode !== 'create') {
      const faults = [{ path: 'query.key', message: `is needed to ${mode}` }];
      throw new InvalidInputError('The file cannot be imported as asked', faults);
    }
    const columns = mapColumns(attributes, headings.map(withoutNul), mapping, key);
    const classId = catalogue.classId(className);
    const job = { id, classId, fileName: withoutNul(fileName), mode, key: [...key], columns };
    await insertJob(this.database.single, { ...job, startedBy: caller.username });
    return columns;
  }

  private async check(id: string): Promise<void> {
    await this.database.transaction(async (holding) => {
      if (!(await tryOccupyJob(holding, id))) return;
      let after: number | undefined = 0;
      while (after !== undefined) after = await this.checkBatch(id, after);
      await leaveState(this.database.single, id, 'checked', null);
    });
  }

  private async checkBatch(id: string, after: number): Promise<number | undefined> {
    return this.database.transaction(async (tx) => {
      const rows = await listPending(tx, id, after, rowsAtOnce, false);
      const catalogue = await this.catalogues.current(tx);
      const decided = await decideRows(tx, catalogue, await getJob(tx, id), rows);
      await writeVerdicts(
        tx,
        id,
        decided.map(({ number, verdict, cardId, faults }) => ({ number, verdict, cardId, faults })),
        false,
      );
      return rows.at(-1)?.number;
    });
  }

  private inBackground(id: string, work: () => Promise<void>): void {
    work().catch(async (error: unknown) => {
      log.error({ err: error, importId: id }, 'import failed');
      const fault = 'Something went wrong here; the log holds the cause';
      await leaveState(this.database.single, id, 'failed', fault).catch(() => undefined);
    });
  }
}

/** PostgreSQL's text has no place for it. */
function withoutNul(text: string): string {
  return text.replaceAll('\0', '\ufffd').toWellFormed();
}

async function* limitBytes(bytes: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let total = 0;
  for await (const chunk of bytes) {
    total += chunk.length;
    if (total > mostBytes) {
      const message = `has more than ${mostBytes / 1024 / 1024} MiB`;
      throw new InvalidInputError('The file cannot be read', [{ path: 'file', message }]);
    }
    yield chunk;
  }
}
