import { guardFormula, isPlainNumber } from './formula-guard.ts';

/** Marks that may stand between the cells of a line. */
export const separators = [',', ';', '\t'] as const;
export type Separator = (typeof separators)[number];

/** What makes some reader take a cell apart; whichever separator it expects. */
const needsQuotes = /[",;\t\r\n]|^\s|\s$/;

/** A line of a CSV file (RFC 4180), safe to open in a spreadsheet. */
export function formatCsvLine(cells: readonly string[], separator: Separator): string {
  return `${cells.map(formatCell).join(separator)}\r\n`;
}

function formatCell(text: string): string {
  const safe = isPlainNumber(text) ? text : guardFormula(text);
  return needsQuotes.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
