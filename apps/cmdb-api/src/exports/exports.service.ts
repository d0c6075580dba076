import { PassThrough, Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Inject, Injectable } from '@nestjs/common';
import type { Separator } from '@popis/csv';
import { InvalidInputError, NotFoundError, UnavailableError } from '@popis/errors';
import { createLogger } from '@popis/runtime';
import { readAllCards } from '../cards/card-cursor.read-model.ts';
import { checkList, type WantedList } from '../cards/check-list.ts';
import { CatalogueService } from '../classes/catalogue.service.ts';
import { Database, type Tx } from '../platform/database/database.ts';
import { attributesAmong, type ExportColumn, toExportColumns } from './export-columns.ts';
import { type CardBatches, writeCsv, writeJson } from './export-formats.ts';
import type { ExportFormat } from './exports.schema.ts';
import { refuseLongCells } from './long-cells.read-model.ts';
import { writeXlsx } from './xlsx-writer.ts';

const log = createLogger('cmdb-api.exports');
/** Each holds a connection of the pool until its reader has everything. */
const exportsAtOnce = 3;
const patienceMs = 5 * 60 * 1000;

/** An export as it is asked for. */
export interface WantedExport extends Omit<WantedList, 'limit' | 'cursor' | 'show'> {
  format: ExportFormat;
  separator: Separator;
  columns?: readonly string[] | undefined;
}

/** Lists as files. */
@Injectable()
export class ExportsService {
  private running = 0;

  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(CatalogueService) private readonly catalogues: CatalogueService,
  ) {}

  /**
   * Begins an export and gives its bytes as they are read from one snapshot, no faster than they are taken. A failure on the way
   * destroys the stream.
   *
   * @throws InvalidInputError, NotFoundError before the first byte; UnavailableError when too many exports are running
   */
  async export(wanted: WantedExport): Promise<Readable> {
    if (this.running >= exportsAtOnce) {
      throw new UnavailableError('Too many exports are running; try again when one has ended');
    }
    this.running += 1;
    const started = Promise.withResolvers<Readable>();
    const bytes = new PassThrough();
    this.database
      .read(async (tx) => {
        const parts = await this.prepare(tx, wanted);
        started.resolve(bytes);
        await send(parts, bytes);
      })
      .catch((error: unknown) => {
        if (isLeft(error)) return;
        started.reject(error);
        if (error instanceof InvalidInputError || error instanceof NotFoundError) return;
        log.info({ err: error, class: wanted.className }, 'export failed');
      })
      .finally(() => {
        this.running -= 1;
      });
    return started.promise;
  }

  private async prepare(tx: Tx, wanted: WantedExport): Promise<AsyncIterable<string | Buffer>> {
    const catalogue = await this.catalogues.current(tx);
    const list = checkList(catalogue, { ...wanted, show: attributesAmong(wanted.columns), limit: 1 });
    const { attributes } = catalogue.getClass(wanted.className);
    const columns = toExportColumns(attributes, wanted.columns, list.columns);
    if (wanted.format === 'xlsx') await refuseLongCells(tx, catalogue, list);
    return write(readAllCards(tx, catalogue, list), columns, wanted);
  }
}

/** Writes all parts. A reader who takes nothing for a long time is cut off, so that the snapshot can end. */
async function send(parts: AsyncIterable<string | Buffer>, bytes: PassThrough): Promise<void> {
  const patience = setTimeout(
    () => bytes.destroy(new UnavailableError('Nobody reads the export')),
    patienceMs,
  );
  const watched = async function* () {
    for await (const part of parts) {
      patience.refresh();
      yield part;
    }
  };
  try {
    await pipeline(Readable.from(watched()), bytes);
  } finally {
    clearTimeout(patience);
  }
}

/** Whether the reader went away before the end. */
function isLeft(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_STREAM_PREMATURE_CLOSE';
}

function write(
  batches: CardBatches,
  columns: readonly ExportColumn[],
  { format, separator, className }: WantedExport,
): AsyncIterable<string | Buffer> {
  if (format === 'xlsx') return writeXlsx(batches, columns, className);
  return format === 'csv' ? writeCsv(batches, columns, separator) : writeJson(batches, columns);
}
