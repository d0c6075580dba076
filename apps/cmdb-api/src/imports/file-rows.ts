import { guardFormula, isPlainNumber } from '@popis/csv';
import { InvalidInputError } from '@popis/errors';
import { mostSheetRows } from '../exports/xlsx-cells.ts';

/** Most of a file that is taken: as many rows as a sheet has, the heading among them. */
export const fileLimits = { rows: mostSheetRows, columns: 500, cell: 100_000 };
export const mostFileBytes = 256 * 1024 * 1024;

/** A day, or an instant of a day, of a spreadsheet: what it is written as depends on the attribute that it is read into. */
export interface DayCell {
  /** Since 1970, in UTC. */
  ms: number;
  /** Whether it is shown with its time. */
  hasTime: boolean;
}

/** A row of a file. Texts are as CSV has them, with the apostrophe that keeps them from being formulas. */
export interface FileRow {
  cells: (string | DayCell)[];
  /** What is wrong with single cells, by their place. */
  faults: readonly { place: number; message: string }[];
}

/** A text in the form that cells of CSV have. */
export function asCsvCell(text: string): string {
  return isPlainNumber(text) ? text : guardFormula(text);
}

/** A cell as text, for an attribute of this type or none. */
export function toCellText(cell: string | DayCell | undefined, type: string | undefined): string {
  if (cell === undefined || typeof cell === 'string') return cell ?? '';
  const text = new Date(cell.ms).toISOString();
  const isDay = type === 'date' ? text.endsWith('T00:00:00.000Z') : type !== 'timestamp' && !cell.hasTime;
  return isDay ? text.slice(0, 10) : text;
}

/** The refusal of a whole file. */
export function refuseFile(message: string, cause?: unknown): InvalidInputError {
  return new InvalidInputError('The file cannot be read', [{ path: 'file', message }], { cause });
}
