import { join } from 'node:path';
import { type FileRow, fileLimits, refuseFile } from './file-rows.ts';
import { readSharedStrings, SharedStrings } from './shared-strings.ts';
import { XlsxArchive } from './xlsx-archive.ts';
import { readSheet } from './xlsx-sheet.ts';
import { readWorkbook, type Workbook } from './xlsx-workbook.ts';

/**
 * Reads the rows of one sheet of a workbook on disk, the first or the one that is named, in pieces.
 *
 * @param folder where shared texts may be put
 * @throws InvalidInputError when the file is broken or too much; when no sheet is named and another one has rows too
 */
export async function* readXlsxRows(
  path: string,
  folder: string,
  sheetName: string | undefined,
): AsyncGenerator<FileRow[]> {
  const archive = await XlsxArchive.open(path);
  const strings = new SharedStrings(join(folder, 'strings'));
  try {
    const workbook = await readWorkbook(archive);
    const { sharedStrings } = workbook;
    if (sharedStrings !== undefined) {
      await readSharedStrings(archive.read(sharedStrings), sharedStrings, fileLimits.cell, strings);
    }
    const rowsOf = ({ part }: { part: string }) =>
      readSheet(archive.read(part), part, strings, workbook.formats, fileLimits);
    const sheet = selectSheet(workbook, sheetName);
    if (sheetName === undefined) {
      for (const other of workbook.sheets) {
        if (other !== sheet && (await hasRows(rowsOf(other)))) throw refuseFile(sayWhichSheets(workbook));
      }
    }
    yield* rowsOf(sheet);
  } finally {
    strings.close();
    archive.close();
  }
}

function selectSheet({ sheets }: Workbook, name: string | undefined): Workbook['sheets'][number] {
  const found = name === undefined ? sheets[0] : sheets.find((sheet) => sheet.name === name);
  if (found !== undefined) return found;
  throw refuseFile(sheets.length === 0 ? 'has no sheet' : `has no sheet "${name}", but ${listNames(sheets)}`);
}

function sayWhichSheets({ sheets }: Workbook): string {
  return `has rows on several sheets: say with "sheet" which is meant, ${listNames(sheets)}`;
}

function listNames(sheets: Workbook['sheets']): string {
  return sheets
    .slice(0, 20)
    .map(({ name }) => `"${name.slice(0, 40)}"`)
    .join(', ');
}

async function hasRows(rows: AsyncIterable<FileRow[]>): Promise<boolean> {
  for await (const _found of rows) return true;
  return false;
}
