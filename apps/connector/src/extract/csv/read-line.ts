import { type CsvRow, removeGuard } from '@popis/csv';
import type { Fault } from '@popis/errors';
import type { FoundColumns } from './heading.ts';

/** What a line says of the columns of a mapping, and what is wrong with it. */
export interface ReadLine {
  readonly line: number;
  /** In the order of the columns that the file has. */
  readonly cells: readonly string[];
  /** The key, where it can be read; empty where it is. */
  readonly key: string | undefined;
  readonly faults: readonly Fault[];
}

/**
 * What a decoder puts in the place of bytes that an encoding does not have: U+FFFD; and controls, which code pages give for bytes
 * that stand for no letter, and which no table of people holds.
 */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const unreadable = /[\u0000-\u0008\u000e-\u001f\u007f-\u009f\ufffd]/;

export function isReadable(text: string): boolean {
  return !unreadable.test(text);
}

/** Takes the cells of a mapping's columns from a line. All of its faults come at once, each with file, line and column. */
export function readLine(
  file: string,
  key: string,
  { line, cells }: CsvRow,
  { width, columns }: Pick<FoundColumns, 'width' | 'columns'>,
  encoding: string,
): ReadLine {
  const at = `${file}:${line}`;
  const faults: Fault[] = [];
  if (cells.length < width || cells.slice(width).some((cell) => cell.trim() !== '')) {
    faults.push({ path: at, message: `has ${cells.length} cells, the heading has ${width}` });
  }
  const texts: string[] = [];
  let found: string | undefined;
  for (const { name, heading, place } of columns) {
    const text = removeGuard((cells[place] ?? '').trim());
    texts.push(text);
    if (!isReadable(text)) {
      const message = `column ${place + 1} (${heading}) cannot be read as ${encoding}: name the encoding that the file has`;
      faults.push({ path: at, message });
    } else if (name === key && cells[place] !== undefined) found = text;
  }
  return { line, cells: texts, key: found, faults };
}
