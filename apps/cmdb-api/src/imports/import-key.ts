import { removeGuard } from '@popis/csv';
import type { Fault } from '@popis/errors';
import type { AttributeDefinition, AttributeType } from '@popis/model';
import { idHeading } from '../exports/export-columns.ts';
import type { ImportColumn } from './import-job.ts';
import { readCell } from './read-cells.ts';

/** Types without one form in which equal values are equal. */
const keyless: ReadonlySet<AttributeType> = new Set(['reference', 'json']);

/** What is wrong with a key, given as names of attributes or `_id`. */
export function findKeyFaults(
  attributes: readonly AttributeDefinition[],
  columns: readonly ImportColumn[],
  key: readonly string[],
): Fault[] {
  const faults: Fault[] = [];
  for (const [place, name] of key.entries()) {
    const message = key.indexOf(name) < place ? 'is in it twice' : describeFault(attributes, columns, name);
    if (message !== undefined) faults.push({ path: 'query.key', message: `"${name}" ${message}` });
  }
  return faults;
}

function describeFault(
  attributes: readonly AttributeDefinition[],
  columns: readonly ImportColumn[],
  name: string,
): string | undefined {
  const type = name === idHeading ? 'string' : attributes.find((known) => known.name === name)?.type;
  if (type === undefined) return 'is no attribute of the class';
  if (keyless.has(type)) return `has the type ${type}, by which no card is found`;
  return columns.some((column) => column.attribute === name)
    ? undefined
    : 'is read from no column of the file';
}

/** A part of a key: the column that it is read from, and its attribute (none = `_id`). */
export interface KeyPart {
  place: number;
  attribute: AttributeDefinition | undefined;
}

/** The parts of a key without faults. */
export function toKeyParts(
  attributes: readonly AttributeDefinition[],
  columns: readonly ImportColumn[],
  key: readonly string[],
): KeyPart[] {
  return key.map((name) => ({
    place: columns.findIndex((column) => column.attribute === name),
    attribute: attributes.find((known) => known.name === name),
  }));
}

/** What a row is known by, as one text: the stored forms of the parts of its key; null where a part is empty. */
export function keyOf(parts: readonly KeyPart[], cells: readonly string[]): string | null {
  const values = parts.map(({ place, attribute }) => toKeyText(attribute, cells[place] ?? ''));
  return values.length === 0 || values.includes('') ? null : JSON.stringify(values);
}

/** A cell that cannot be read is a fault of its row and stays as it is, so that it is not taken for an empty one. */
function toKeyText(attribute: AttributeDefinition | undefined, cell: string): string {
  const text = removeGuard(cell).trim();
  const read = attribute === undefined ? { value: text } : readCell(attribute, text);
  if ('fault' in read) return text;
  if (read.value === null) return '';
  return typeof read.value === 'string' ? read.value : JSON.stringify(read.value);
}
