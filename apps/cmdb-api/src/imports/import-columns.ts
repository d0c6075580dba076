import { removeGuard } from '@popis/csv';
import { type Fault, InvalidInputError } from '@popis/errors';
import type { AttributeDefinition } from '@popis/model';
import { classHeading, idHeading } from '../exports/export-columns.ts';
import type { ImportColumn } from './import-job.ts';
import { findKeyFaults } from './import-key.ts';

/**
 * Decides which column is read into which attribute: by the mapping where it names the heading, else by the attribute's name or label,
 * whatever the case. Columns that are neither are not read.
 *
 * @throws InvalidInputError with every fault of mapping and key
 */
export function mapColumns(
  attributes: readonly AttributeDefinition[],
  headings: readonly string[],
  mapping: Readonly<Record<string, string | null>>,
  key: readonly string[],
): ImportColumn[] {
  const faults: Fault[] = [];
  const known = new Map<string, string>([idHeading, classHeading].map((name) => [name, name]));
  for (const { name, label } of attributes) known.set(label.toLowerCase(), name);
  for (const { name } of attributes) known.set(name.toLowerCase(), name);
  const columns = headings.map((given): ImportColumn => {
    const heading = removeGuard(given).trim();
    const mapped = Object.hasOwn(mapping, heading) ? mapping[heading] : heading;
    return { heading, attribute: known.get(mapped?.toLowerCase() ?? '') ?? null };
  });
  for (const [heading, name] of Object.entries(mapping)) {
    const path = `query.mapping.${heading}`;
    if (!columns.some((column) => column.heading === heading))
      faults.push({ path, message: 'is no heading' });
    else if (name !== null && !known.has(name.toLowerCase())) {
      faults.push({ path, message: `"${name}" is no attribute of the class` });
    }
  }
  faults.push(...findTwice(columns), ...findKeyFaults(attributes, columns, key));
  if (faults.length > 0) throw new InvalidInputError('The file cannot be imported as asked', faults);
  return columns;
}

function findTwice(columns: readonly ImportColumn[]): Fault[] {
  const faults: Fault[] = [];
  const seen = new Set<string>();
  for (const { heading, attribute } of columns) {
    if (attribute === null) continue;
    if (seen.has(attribute)) {
      faults.push({ path: 'file', message: `column "${heading}" is one more for ${attribute}` });
    }
    seen.add(attribute);
  }
  return faults;
}
