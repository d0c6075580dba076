import { CsvReader, type CsvRow, decode, type Encoding } from '@popis/csv';
import { type Fault, InvalidInputError } from '@popis/errors';
import type { MappedFile, MasterFile } from '../../mapping/mapped-files.ts';
import type { CsvFolder } from './csv-folder.ts';
import { CsvStore } from './csv-store.repository.ts';
import { findEncoding, readBytes } from './file-bytes.ts';
import { type FoundColumn, findColumns } from './heading.ts';
import { closeFiles, type OpenFile, openFiles, refuseChanged } from './open-files.ts';
import { type ReadLine, readLine } from './read-line.ts';

const limits = { rows: 50_000_000, columns: 500, cell: 100_000 };

/** How a file turned out to be. */
export interface LoadedFile {
  readonly encoding: Encoding;
  /** Those of the mapping that it has. */
  readonly columns: readonly FoundColumn[];
}

/** The files of a folder, read once from their first line to their last. */
export interface LoadedFiles {
  readonly store: CsvStore;
  readonly masters: readonly MasterFile[];
  /** By the name that a file has in the mapping. */
  readonly files: ReadonlyMap<string, LoadedFile>;
}

/**
 * Reads the files of a mapping into a store. They are all opened before the first is read, and looked at again after the last:
 * what was written, replaced or removed in between makes the whole reading fail, so that what is read stood in the folder at one moment.
 *
 * @throws InvalidInputError naming every file and column that is missing, and every line of a detail file whose master cannot be told
 * @throws UpstreamFailedError when a file changed meanwhile
 */
export async function loadFiles(folder: CsvFolder, masters: readonly MasterFile[]): Promise<LoadedFiles> {
  const masterOf = new Map(
    masters.flatMap((master) => [master, ...master.details].map((file) => [file, master] as const)),
  );
  const opened = await openFiles(folder.folder, [...masterOf.keys()]);
  const store = new CsvStore();
  const files = new Map<string, LoadedFile>();
  const faults: Fault[] = [];
  try {
    for (const each of opened) {
      const loading = new Loading(store, each.file, masterOf.get(each.file)?.name ?? '', faults);
      files.set(each.file.name, await loadFile(folder, each, loading));
    }
    await refuseChanged(folder.folder, opened);
    if (faults.length > 0) throw new InvalidInputError('Files of the folder have faults', faults);
    return { store, masters, files };
  } catch (error) {
    store.close();
    throw error;
  } finally {
    await closeFiles(opened);
  }
}

async function loadFile(
  { encoding: declared, separator }: CsvFolder,
  { handle }: OpenFile,
  loading: Loading,
): Promise<LoadedFile> {
  const encoding = await findEncoding(handle, declared);
  const reader = new CsvReader(limits, separator);
  try {
    for await (const text of decode(readBytes(handle), encoding, 'marked'))
      loading.take(reader.read(text), encoding);
    loading.take(reader.end(), encoding);
  } catch (error) {
    if (!(error instanceof InvalidInputError)) throw error;
    loading.refuse(error.faults.map(({ message }) => message));
  }
  return { encoding, columns: loading.finish() };
}

/** A file on its way into the store. */
class Loading {
  readonly #store: CsvStore;
  readonly #file: MappedFile;
  readonly #master: string;
  /** What makes the whole folder unusable. */
  readonly #refused: Fault[];
  #found: ReturnType<typeof findColumns> | undefined;

  constructor(store: CsvStore, file: MappedFile, master: string, refused: Fault[]) {
    this.#store = store;
    this.#file = file;
    this.#master = master;
    this.#refused = refused;
    store.addFile(file.name);
  }

  /** Takes the next rows, the first of which is the heading. */
  take(rows: readonly CsvRow[], encoding: Encoding): void {
    for (const row of rows) {
      if (this.#found === undefined) {
        this.#found = findColumns(this.#file, row, encoding);
        this.#refused.push(...this.#found.faults);
      } else if (this.#found.faults.length === 0) {
        this.#keep(readLine(this.#file.file, this.#file.key, row, this.#found, encoding));
      }
    }
  }

  refuse(messages: readonly string[]): void {
    for (const message of messages) this.#refused.push({ path: this.#file.file, message });
  }

  finish(): readonly FoundColumn[] {
    if (this.#found === undefined) this.refuse(['is empty: it has no heading']);
    if (this.#isDetail) this.#store.indexDetails(this.#file.name);
    return this.#found?.columns ?? [];
  }

  get #isDetail(): boolean {
    return this.#file.name !== this.#master;
  }

  /** A faulty line is kept as its faults. Where it is a detail, its master is faulty, whose parts would else seem gone. */
  #keep({ line, key, cells, faults }: ReadLine): void {
    if (this.#isDetail && key === undefined) {
      this.#refused.push(...faults, {
        path: `${this.#file.file}:${line}`,
        message: `cannot tell by its column ${this.#file.key} what it belongs to`,
      });
    } else if (faults.length === 0) this.#store.addLine(this.#file.name, { line, key: key ?? '', cells });
    else this.#store.addFaulty(this.#master, { key: key || null, faults });
  }
}
