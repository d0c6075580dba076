import type { CsvRow } from '@popis/csv';
import type { Fault } from '@popis/errors';
import type { MappedColumn, MappedFile } from '../../mapping/mapped-files.ts';
import { isReadable } from './read-line.ts';

/** Where the columns of a mapping stand in a file. */
export interface FoundColumns {
  /** How many cells each line has. */
  readonly width: number;
  /** Those of the mapping that the file has, in the mapping's order. */
  readonly columns: readonly FoundColumn[];
  readonly faults: readonly Fault[];
}

export interface FoundColumn {
  readonly name: string;
  /** As the file writes it. */
  readonly heading: string;
  readonly place: number;
}

/** Finds the columns of a mapping in the heading of a file, by any of the headings that they may have. */
export function findColumns(
  { file, columns }: MappedFile,
  { line, cells }: CsvRow,
  encoding: string,
): FoundColumns {
  const path = `${file}:${line}`;
  const width = cells.length;
  if (!cells.every(isReadable)) {
    const message = `the heading cannot be read as ${encoding}: name the encoding that the file has`;
    return { width, columns: [], faults: [{ path, message }] };
  }
  const folded = cells.map(fold);
  const faults: Fault[] = [];
  const found: FoundColumn[] = [];
  for (const column of columns) {
    const wanted = headingsOf(column).map(fold);
    const places = folded.flatMap((each, place) => (wanted.includes(each) ? [place] : []));
    const [place] = places;
    if (places.length > 1) {
      const twice = places.map((each) => `${each + 1} (${cells[each]?.trim()})`).join(' and ');
      faults.push({ path, message: `has the column ${column.name} twice: columns ${twice}` });
    } else if (place !== undefined) {
      found.push({ name: column.name, heading: cells[place]?.trim() ?? '', place });
    } else if (!column.optional) {
      const names = headingsOf(column).map((each) => `"${each}"`);
      const present = cells.map((each) => each.trim());
      faults.push({ path, message: `lacks the column ${names.join(' or ')}; it has: ${present.join(', ')}` });
    }
  }
  return { width, columns: found, faults };
}

function headingsOf({ name, headings }: MappedColumn): string[] {
  return [name.replaceAll('_', ' '), ...headings];
}

function fold(text: string): string {
  return text
    .normalize('NFC')
    .trim()
    .replaceAll(/[\s_]+/g, ' ')
    .toLowerCase();
}
