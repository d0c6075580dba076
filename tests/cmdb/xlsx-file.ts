import { buffer } from 'node:stream/consumers';
import { columnLetters, escapeXml } from '../../apps/cmdb-api/src/exports/xlsx-cells.ts';
import { workbookParts } from '../../apps/cmdb-api/src/exports/xlsx-parts.ts';
import { writeZip } from '../../apps/cmdb-api/src/exports/zip-writer.ts';

/** What a workbook is made of besides its sheets; parts given here replace what is made. */
export interface SheetOptions {
  sheetNames?: string[];
  parts?: Record<string, string>;
  /** Behind the rows of every sheet. */
  tail?: string;
}

/** A workbook as bytes; each sheet is the XML within its rows' element, or rows of texts. */
export async function xlsxOf(
  sheets: (string | string[][])[],
  {
    sheetNames = sheets.map((_sheet, index) => `Sheet${index + 1}`),
    parts = {},
    tail = '',
  }: SheetOptions = {},
): Promise<Buffer<ArrayBuffer>> {
  const files = new Map<string, string>();
  for (const [index, sheet] of sheets.entries()) {
    const rows = typeof sheet === 'string' ? sheet : rowsOf(sheet);
    files.set(
      `xl/worksheets/sheet${index + 1}.xml`,
      `<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>${rows}</sheetData>${tail}</worksheet>`,
    );
  }
  for (const [name, content] of workbookParts(sheetNames)) files.set(name, content);
  for (const [name, content] of Object.entries(parts)) files.set(name, content);
  return zipOf(files);
}

/** An archive of texts. */
export async function zipOf(files: Iterable<readonly [string, string]>): Promise<Buffer<ArrayBuffer>> {
  const entries = async function* () {
    for (const [name, content] of files) {
      yield {
        name,
        content: (async function* () {
          yield content;
        })(),
      };
    }
  };
  return Buffer.from(await buffer(writeZip(entries())));
}

/** Cells as inline text. */
export function rowsOf(rows: readonly (readonly string[])[]): string {
  return rows
    .map((cells, row) => {
      const xml = cells.map(
        (text, column) =>
          `<c r="${columnLetters(column)}${row + 1}" t="inlineStr"><is><t>${escapeXml(text)}</t></is></c>`,
      );
      return `<row r="${row + 1}">${xml.join('')}</row>`;
    })
    .join('');
}
