import { InvalidInputError } from '@popis/errors';
import type { MasterFile } from '../mapping/mapped-files.ts';
import { type CsvFolder, openCsvFolder } from './csv/csv-folder.ts';
import { type InventoryDatabase, openInventory } from './inventory-database.ts';

/** What of a mapping says where it reads. */
export interface ReadingMapping {
  readonly name: string;
  readonly files: readonly MasterFile[] | undefined;
}

/**
 * Opens what a URL names: a database, or with `file://` a folder of CSV files.
 *
 * @throws InvalidInputError when the mapping reads the other of the two
 */
export async function openSource(
  url: string,
  mapping: ReadingMapping,
): Promise<InventoryDatabase | CsvFolder> {
  if (url.startsWith('file:')) {
    demandFiles(mapping);
    return openCsvFolder(url);
  }
  refuseFiles(mapping, 'name their folder with --folder');
  return openInventory(url);
}

/** The files that a mapping reads of a folder. @throws InvalidInputError when it reads none */
export function demandFiles({ name, files }: ReadingMapping): readonly MasterFile[] {
  if (files !== undefined) return files;
  throw new InvalidInputError(`The mapping ${name} reads a database and no folder of files`);
}

/** @throws InvalidInputError when a mapping reads files and no database */
export function refuseFiles({ name, files }: ReadingMapping, why: string): void {
  if (files !== undefined) throw new InvalidInputError(`The mapping ${name} reads CSV files: ${why}`);
}
