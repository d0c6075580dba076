import { InvalidInputError } from '@popis/errors';
import { type CheckedFilter, checkFilter, type Filter, type FilterScope } from '@popis/model';
import type { StoredCatalogue } from '../classes/stored-catalogue.ts';
import { type GroupBy, readGroupBy } from './check-counts.ts';

const maxFacets = 12;

/** Facets as they are asked for. */
export interface WantedFacets {
  className: string;
  of: readonly string[];
  filter?: Filter | undefined;
  query: string;
  /** Most values of each. */
  limit: number;
  asOf?: Date | undefined;
}

/** Facets whose names and values are known to be good. */
export interface CheckedFacets {
  className: string;
  /** `own`: the conditions that the facet itself leaves out. */
  facets: (GroupBy & { own: CheckedFilter[] })[];
  /** What holds for every facet. */
  shared: CheckedFilter;
  query: string;
  limit: number;
  asOf: Date | undefined;
}

/**
 * A facet leaves out the conditions on its own attribute that stand alone at the top of the filter: whoever chose one value there
 * wants to see how many cards the others would add.
 *
 * @throws InvalidInputError with every fault; NotFoundError when there is no such class
 */
export function checkFacets(catalogue: StoredCatalogue, wanted: WantedFacets): CheckedFacets {
  const { name: className } = catalogue.getClass(wanted.className);
  const scope: FilterScope = { catalogue, className, now: wanted.asOf ?? new Date() };
  const { faults } = checkFilter(wanted.filter ?? { and: [] }, scope, 'query.filter');
  const named: GroupBy[] = [];
  for (const name of new Set(wanted.of)) {
    const read = readGroupBy(scope, name);
    if ('fault' in read) faults.push({ path: 'query.of', message: read.fault });
    else named.push(read);
  }
  if (named.length === 0 && faults.length === 0)
    faults.push({ path: 'query.of', message: 'must name an attribute' });
  if (named.length > maxFacets)
    faults.push({ path: 'query.of', message: `has more than ${maxFacets} names` });
  if (faults.length > 0) throw new InvalidInputError('The cards cannot be counted as asked', faults);
  const parts = splitFilter(wanted.filter);
  const check = (filter: Filter) => checkFilter(filter, scope, 'query.filter').filter;
  const isOwn = (part: Filter, name: string) => 'attribute' in part && part.attribute === name;
  const { query, limit, asOf } = wanted;
  return {
    className,
    facets: named.map((facet) => ({
      ...facet,
      own: parts.filter((part) => isOwn(part, facet.name)).map(check),
    })),
    shared: check({ and: parts.filter((part) => !named.some(({ name }) => isOwn(part, name))) }),
    query,
    limit,
    asOf,
  };
}

/** The conditions that all must be met. */
function splitFilter(filter: Filter | undefined): Filter[] {
  if (filter === undefined) return [];
  return 'and' in filter ? filter.and : [filter];
}
