import { type Fault, InvalidInputError } from '@popis/errors';
import {
  type AttributePath,
  type CheckedFilter,
  checkFilter,
  type Filter,
  type FilterScope,
  resolvePath,
} from '@popis/model';
import type { StoredCatalogue } from '../classes/stored-catalogue.ts';

/** The name by which cards are grouped by their class. */
const classKey = '_class';
const maxKeys = 5;

/** Counts as they are asked for. */
export interface WantedCounts {
  className: string;
  by: readonly string[];
  filter?: Filter | undefined;
  query: string;
  limit: number;
  asOf?: Date | undefined;
}

/** What cards are grouped by; without a path it is their class. */
export interface GroupBy {
  name: string;
  path: AttributePath | undefined;
}

/** Counts whose names and values are known to be good. */
export interface CheckedCounts {
  className: string;
  by: GroupBy[];
  filter: CheckedFilter;
  query: string;
  limit: number;
  asOf: Date | undefined;
}

/** @throws InvalidInputError with every fault; NotFoundError when there is no such class */
export function checkCounts(catalogue: StoredCatalogue, wanted: WantedCounts): CheckedCounts {
  const { name: className } = catalogue.getClass(wanted.className);
  const scope: FilterScope = { catalogue, className, now: wanted.asOf ?? new Date() };
  const { filter, faults } = checkFilter(wanted.filter ?? { and: [] }, scope, 'query.filter');
  const by: GroupBy[] = [];
  for (const name of new Set(wanted.by)) {
    const read = readGroupBy(scope, name);
    if ('fault' in read) faults.push({ path: 'query.by', message: read.fault } satisfies Fault);
    else by.push(read);
  }
  if (by.length > maxKeys) faults.push({ path: 'query.by', message: `has more than ${maxKeys} names` });
  if (faults.length > 0) throw new InvalidInputError('The cards cannot be counted as asked', faults);
  const { query, limit, asOf } = wanted;
  return { className, by, filter, query, limit, asOf };
}

/** Reads a name by which cards are grouped: an attribute or a path with one value at most, or their class. */
export function readGroupBy(
  { catalogue, className }: FilterScope,
  name: string,
): GroupBy | { fault: string } {
  if (name === classKey) return { name, path: undefined };
  const found = resolvePath(catalogue, className, name);
  if ('fault' in found) return found;
  if (found.path.many) return { fault: `"${name}" can give more than one value` };
  return { name, path: found.path };
}
