import { removeGuard } from '@popis/csv';
import type { Fault } from '@popis/errors';
import { type AttributeDefinition, type JsonValue, type ReadValue, readText, readValue } from '@popis/model';
import { classHeading, idHeading } from '../exports/export-columns.ts';
import type { ImportColumn } from './import-job.ts';

/** A row whose cells have been read; references are still as they were written. */
export interface ReadCells {
  id: string | null;
  className: string | null;
  values: Record<string, JsonValue>;
  references: Record<string, string | null>;
  faults: Fault[];
}

/** Reads the cells of a row. An empty cell is no value; every fault has the heading of its column as its path. */
export function readCells(
  attributes: ReadonlyMap<string, AttributeDefinition>,
  columns: readonly ImportColumn[],
  cells: readonly string[],
): ReadCells {
  const read: ReadCells = { id: null, className: null, values: {}, references: {}, faults: [] };
  if (cells.length > columns.length) {
    read.faults.push({ path: '', message: `has ${cells.length} cells, more than there are headings` });
  }
  for (const [place, { heading, attribute: name }] of columns.entries()) {
    const text = removeGuard(cells[place] ?? '');
    const attribute = attributes.get(name ?? '');
    if (name === idHeading) read.id = text.trim() || null;
    else if (name === classHeading) read.className = text.trim() || null;
    else if (attribute?.type === 'reference') read.references[attribute.name] = text === '' ? null : text;
    else if (attribute !== undefined) {
      const value = readCell(attribute, text);
      if ('fault' in value) read.faults.push({ path: heading, message: value.fault });
      else read.values[attribute.name] = value.value;
    }
  }
  return read;
}

/** Reads one cell, as a person or a spreadsheet writes it, into the stored form of its value. */
export function readCell(attribute: AttributeDefinition, text: string): ReadValue {
  const number = /^\s*[-+]?\d+(\.\d+)?[eE][-+]?\d+\s*$/;
  // Spreadsheets write large numbers so.
  return attribute.type === 'decimal' && number.test(text)
    ? readValue('decimal', Number(text))
    : readText(attribute, text);
}
