import { type Fault, InvalidInputError } from '@popis/errors';
import { type AttributeDefinition, type CheckedFilter, checkFilter, type Filter } from '@popis/model';
import { z } from 'zod';
import type { StoredCatalogue } from '../classes/stored-catalogue.ts';
import { readCursor } from '../platform/http/paging.ts';
import type { SortKey } from './list-sql.ts';

/** A list as it is asked for. */
export interface WantedList {
  className: string;
  filter?: Filter | undefined;
  query: string;
  /** Attribute names, a minus before those that descend. */
  sort: readonly string[];
  limit: number;
  cursor?: string | undefined;
  asOf?: Date | undefined;
}

/** A list whose names and values are known to be good. */
export interface CheckedList {
  className: string;
  filter: CheckedFilter;
  query: string;
  sort: SortKey[];
  limit: number;
  asOf: Date | undefined;
  after: ListCursor | undefined;
}

/** Where a page ended. */
export type ListCursor = z.output<typeof listCursorSchema>;

const listCursorSchema = z.object({
  sort: z.array(z.string()),
  keys: z.array(z.string().nullable()),
  id: z.uuid(),
  total: z.int(),
});

/** @throws InvalidInputError with every fault; NotFoundError when there is no such class */
export function checkList(catalogue: StoredCatalogue, wanted: WantedList): CheckedList {
  const { attributes } = catalogue.getClass(wanted.className);
  const { filter, faults } = checkFilter(wanted.filter ?? { and: [] }, attributes, 'query.filter');
  const sort = readSort(wanted.sort, attributes, faults);
  const after = readCursor(listCursorSchema, wanted.cursor);
  if (after !== undefined && after.sort.join() !== wanted.sort.join()) {
    faults.push({ path: 'query.cursor', message: 'belongs to a list that is sorted otherwise' });
  }
  if (faults.length > 0) throw new InvalidInputError('The list cannot be made as asked', faults);
  const { className, query, limit, asOf } = wanted;
  return { className, filter, query, sort, limit, asOf, after };
}

function readSort(
  names: readonly string[],
  attributes: readonly AttributeDefinition[],
  faults: Fault[],
): SortKey[] {
  const keys: SortKey[] = [];
  for (const name of names) {
    const descending = name.startsWith('-');
    const attribute = attributes.find((known) => known.name === (descending ? name.slice(1) : name));
    if (attribute === undefined || attribute.type === 'json') {
      faults.push({ path: 'query.sort', message: `"${name}" is no attribute to sort by` });
    } else keys.push({ attribute, descending });
  }
  return keys;
}
