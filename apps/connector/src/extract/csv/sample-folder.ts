import { selectFiles } from '../../mapping/mapped-files.ts';
import type { Mapping } from '../../mapping/mapping-folder.ts';
import type { RejectedRecord } from '../../mapping/records.ts';
import { formatInventoryDocument } from '../inventory-document.ts';
import { demandFiles } from '../open-source.ts';
import type { CsvFolder } from './csv-folder.ts';
import { extractFiles } from './extract-files.ts';

/** What a folder gives to the stylesheet, all at once: for folders that are looked at by people. */
export interface SampleFolder {
  readonly documents: readonly string[];
  readonly rejected: readonly RejectedRecord[];
  readonly notes: readonly string[];
}

/**
 * Reads the files of a folder as the documents that a run would make of them.
 *
 * @throws InvalidInputError naming every file and column that is missing.
 */
export async function readSampleFolder(folder: CsvFolder, mapping: Mapping): Promise<SampleFolder> {
  const extract = await extractFiles(folder, selectFiles(demandFiles(mapping), folder.only));
  try {
    const documents: string[] = [];
    const rejected: RejectedRecord[] = [];
    for await (const range of extract.read()) {
      for (const { views } of range.masters) documents.push(formatInventoryDocument(views));
      rejected.push(...range.rejected);
    }
    return { documents, rejected, notes: extract.notes };
  } finally {
    await extract.close();
  }
}
