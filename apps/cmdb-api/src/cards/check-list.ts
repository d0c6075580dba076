import { type Fault, InvalidInputError } from '@popis/errors';
import {
  type AttributePath,
  type CheckedFilter,
  checkFilter,
  type Filter,
  type FilterScope,
  resolvePath,
  typeTraits,
} from '@popis/model';
import { z } from 'zod';
import type { StoredCatalogue } from '../classes/stored-catalogue.ts';
import { readCursor } from '../platform/http/paging.ts';
import type { SortKey } from './list-sql.ts';

/** A list as it is asked for. */
export interface WantedList {
  className: string;
  filter?: Filter | undefined;
  query: string;
  /** Attributes or paths to them, a minus before those that descend. */
  sort: readonly string[];
  /** Attributes or paths to them; absent = all attributes. */
  show?: readonly string[] | undefined;
  limit: number;
  cursor?: string | undefined;
  asOf?: Date | undefined;
  /** Where the parameters stood in the request, for faults; absent = the query. */
  at?: 'query' | 'body' | undefined;
}

/** A column that is shown under the name by which it was asked for. */
export interface Column {
  name: string;
  path: AttributePath;
}

/** A list whose names and values are known to be good. */
export interface CheckedList {
  className: string;
  filter: CheckedFilter;
  query: string;
  sort: SortKey[];
  columns: Column[] | undefined;
  limit: number;
  asOf: Date | undefined;
  /** What relative dates were counted from; the pages of one list share it. */
  now: Date;
  after: ListCursor | undefined;
}

/** Where a page ended. */
export type ListCursor = z.output<typeof listCursorSchema>;

const listCursorSchema = z.object({
  sort: z.array(z.string()),
  keys: z.array(z.string().nullable()),
  id: z.uuid(),
  total: z.int(),
  now: z.iso.datetime(),
});

/** @throws InvalidInputError with every fault; NotFoundError when there is no such class */
export function checkList(catalogue: StoredCatalogue, wanted: WantedList): CheckedList {
  const { name: className } = catalogue.getClass(wanted.className);
  const prefix = wanted.at === 'body' ? '' : 'query.';
  const after = readCursor(listCursorSchema, wanted.cursor, `${prefix}cursor`);
  const now = after === undefined ? (wanted.asOf ?? new Date()) : new Date(after.now);
  const scope: FilterScope = { catalogue, className, now };
  const { filter, faults } = checkFilter(wanted.filter ?? { and: [] }, scope, `${prefix}filter`);
  const sort = readSort(scope, wanted.sort, `${prefix}sort`, faults);
  const columns = readColumns(scope, wanted.show, `${prefix}columns`, faults);
  if (after !== undefined && after.sort.join() !== wanted.sort.join()) {
    faults.push({ path: `${prefix}cursor`, message: 'belongs to a list that is sorted otherwise' });
  }
  if (faults.length > 0) throw new InvalidInputError('The list cannot be made as asked', faults);
  const { query, limit, asOf } = wanted;
  return { className, filter, query, sort, columns, limit, asOf, now, after };
}

/** Reads the keys of an order: each must have one value at most. */
export function readSort(
  { catalogue, className }: FilterScope,
  names: readonly string[],
  at: string,
  faults: Fault[],
): SortKey[] {
  const keys: SortKey[] = [];
  for (const name of names) {
    const descending = name.startsWith('-');
    const found = resolvePath(catalogue, className, descending ? name.slice(1) : name);
    if ('fault' in found) faults.push({ path: at, message: `${found.fault}: no attribute to sort by` });
    else if (found.path.many) faults.push({ path: at, message: `"${name}" can give more than one value` });
    else if (!typeTraits[found.path.attribute.type].sortable) {
      faults.push({
        path: at,
        message: `"${name}" has the type ${found.path.attribute.type}, which has no order`,
      });
    } else keys.push({ path: found.path, descending });
  }
  if (names.length > maxSortKeys) faults.push({ path: at, message: `has more than ${maxSortKeys} keys` });
  return keys;
}

/** Reads the names of columns. */
export function readColumns(
  { catalogue, className }: FilterScope,
  names: readonly string[] | undefined,
  at: string,
  faults: Fault[],
): Column[] | undefined {
  if (names === undefined) return undefined;
  const columns: Column[] = [];
  for (const name of names) {
    const found = resolvePath(catalogue, className, name);
    if ('fault' in found) faults.push({ path: at, message: found.fault });
    else columns.push({ name, path: found.path });
  }
  if (names.length > maxColumns) faults.push({ path: at, message: `has more than ${maxColumns} columns` });
  return columns;
}

const maxSortKeys = 10;
const maxColumns = 60;
