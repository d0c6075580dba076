/** Files of cells parted by marks (RFC 4180): read in pieces of any size, written so that spreadsheets run nothing. */
export { formatCsvLine, type Separator, separators } from './csv-cells.ts';
export { type CsvLimits, CsvReader, type CsvRow } from './csv-reader.ts';
export { guardFormula, isPlainNumber, removeGuard } from './formula-guard.ts';
export { decode, detectEncoding, type Encoding, encodings } from './text-encoding.ts';
