import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Inject, Injectable } from '@nestjs/common';
import { CsvReader, type CsvRow, decode, type Encoding, type Separator } from '@popis/csv';
import { type Fault, InvalidInputError } from '@popis/errors';
import type { AttributeDefinition } from '@popis/model';
import { CatalogueService } from '../classes/catalogue.service.ts';
import { refuseNarrow } from '../classes/sight.ts';
import type { FilePart } from '../documents/upload-form.ts';
import { Database } from '../platform/database/database.ts';
import type { Caller } from '../platform/permissions.ts';
import { type FileRow, fileLimits, mostFileBytes, refuseFile, toCellText } from './file-rows.ts';
import { mapColumns } from './import-columns.ts';
import type { ImportColumn, ImportMode, ReadRow } from './import-job.ts';
import { type KeyPart, keyOf, toKeyParts } from './import-key.ts';
import { insertJob, insertRows } from './imports.repository.ts';
import { readXlsxRows } from './xlsx-rows.ts';

const rowsAtOnce = 500;
const charactersAtOnce = 2_000_000;

/** How a file is to be read and what its rows may do. */
export interface WantedImport {
  className: string;
  mode: ImportMode;
  key: readonly string[];
  mapping: Readonly<Record<string, string | null>>;
  /** Of CSV. */
  separator?: Separator | undefined;
  /** Of CSV. */
  encoding?: Encoding | undefined;
  /** Of XLSX. */
  sheet?: string | undefined;
}

interface Columns {
  columns: ImportColumn[];
  types: (string | undefined)[];
  key: KeyPart[];
}

/** Takes a file in: its rows are stored as they were read. */
@Injectable()
export class TakeFile {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(CatalogueService) private readonly catalogues: CatalogueService,
  ) {}

  /** Stores the rows of a file as those of a new job. @throws InvalidInputError, NotFoundError; part of it may then be stored */
  async take(caller: Caller, id: string, wanted: WantedImport, part: FilePart): Promise<void> {
    const pieces = limitBytes(part.bytes)[Symbol.asyncIterator]();
    const start = await readStart(pieces);
    const bytes = startingWith(start, pieces);
    const fileName = part.fileName ?? 'file';
    if (!isArchive(start)) {
      refuseOldWorkbooks(start);
      const text = decode(bytes, wanted.encoding);
      return this.store(caller, id, wanted, fileName, readCsvRows(text, wanted.separator));
    }
    const folder = await mkdtemp(path.join(tmpdir(), 'popis-import-'));
    try {
      const file = path.join(folder, 'file');
      await pipeline(Readable.from(bytes), createWriteStream(file, { mode: 0o600 }));
      await this.store(caller, id, wanted, fileName, readXlsxRows(file, folder, wanted.sheet));
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }

  private async store(
    caller: Caller,
    id: string,
    wanted: WantedImport,
    fileName: string,
    pieces: AsyncIterable<readonly FileRow[]>,
  ): Promise<void> {
    const chunk: ReadRow[] = [];
    let known: Columns | undefined;
    let number = 0;
    let characters = 0;
    for await (const rows of pieces) {
      for (const row of rows) {
        if (known === undefined) {
          known = await this.begin(caller, id, wanted, fileName, row);
          continue;
        }
        number += 1;
        const read = toReadRow(number, row, known);
        chunk.push(read);
        for (const cell of read.cells) characters += cell.length;
        if (chunk.length < rowsAtOnce && characters < charactersAtOnce) continue;
        await insertRows(this.database.single, id, chunk.splice(0));
        characters = 0;
      }
    }
    if (chunk.length > 0) await insertRows(this.database.single, id, chunk);
    if (known === undefined) throw refuseFile('has no rows');
  }

  private async begin(
    caller: Caller,
    id: string,
    { className, mapping, key, mode }: WantedImport,
    fileName: string,
    heading: FileRow,
  ): Promise<Columns> {
    const catalogue = await this.catalogues.current(this.database.single);
    refuseNarrow(catalogue, 'import cards');
    const { attributes } = catalogue.getClass(className);
    if (key.length === 0 && mode !== 'create') {
      const faults = [{ path: 'query.key', message: `is needed to ${mode}` }];
      throw new InvalidInputError('The file cannot be imported as asked', faults);
    }
    const headings = heading.cells.map((cell) => withoutNul(toCellText(cell, undefined)));
    const columns = mapColumns(attributes, headings, mapping, key);
    const classId = catalogue.classId(className);
    const job = { id, classId, fileName: withoutNul(fileName), mode, key: [...key], columns };
    await insertJob(this.database.single, { ...job, startedBy: caller.username });
    const types = columns.map(({ attribute }) => typeOf(attributes, attribute));
    return { columns, types, key: toKeyParts(attributes, columns, key) };
  }
}

function typeOf(attributes: readonly AttributeDefinition[], name: string | null): string | undefined {
  return attributes.find((attribute) => attribute.name === name)?.type;
}

function toReadRow(number: number, row: FileRow, { columns, types, key }: Columns): ReadRow {
  const cells = Array.from(row.cells, (cell, place) => withoutNul(toCellText(cell, types[place])));
  const faults: Fault[] = [];
  for (const { place, message } of row.faults) {
    const column = columns[place];
    if (column?.attribute !== null) faults.push({ path: column?.heading ?? '', message });
  }
  return { number, cells, key: keyOf(key, cells), readingFaults: faults.length > 0 ? faults : null };
}

async function* readCsvRows(
  text: AsyncIterable<string>,
  separator: Separator | undefined,
): AsyncGenerator<FileRow[]> {
  const reader = new CsvReader(fileLimits, separator);
  const toRows = (rows: readonly CsvRow[]): FileRow[] => rows.map(({ cells }) => ({ cells, faults: [] }));
  for await (const piece of text) yield toRows(reader.read(piece));
  yield toRows(reader.end());
}

/** PostgreSQL's text has no place for it. */
function withoutNul(text: string): string {
  return text.replaceAll('\0', '\ufffd').toWellFormed();
}

async function* limitBytes(bytes: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let total = 0;
  for await (const chunk of bytes) {
    total += chunk.length;
    if (total > mostFileBytes) throw refuseFile(`has more than ${mostFileBytes / 1024 / 1024} MiB`);
    yield chunk;
  }
}

const signatureBytes = 8;

/** As many bytes as tell what kind of file it is, or all there are. */
async function readStart(pieces: AsyncIterator<Buffer>): Promise<Buffer> {
  let start = Buffer.alloc(0);
  while (start.length < signatureBytes) {
    const { done, value } = await pieces.next();
    if (done === true) break;
    start = Buffer.concat([start, value]);
  }
  return start;
}

async function* startingWith(start: Buffer, pieces: AsyncIterator<Buffer>): AsyncGenerator<Buffer> {
  if (start.length > 0) yield start;
  for (;;) {
    const { done, value } = await pieces.next();
    if (done === true) return;
    yield value;
  }
}

function isArchive(start: Buffer): boolean {
  return start.subarray(0, 2).toString('latin1') === 'PK' && (start[2] ?? 0) < 9 && (start[3] ?? 0) < 9;
}

/** @throws InvalidInputError for an OLE file (MS-CFB, 2.2), which is what old and what encrypted workbooks are */
function refuseOldWorkbooks(start: Buffer): void {
  if (start.subarray(0, signatureBytes).toString('hex') !== 'd0cf11e0a1b11ae1') return;
  throw refuseFile(
    'is an old workbook (XLS) or one with a password: save it as XLSX or CSV without a password',
  );
}
