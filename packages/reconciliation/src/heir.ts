import type { GivenBy } from './current-state.ts';

/** By whom a relation goes once its source does not say it any more: the first of the others who say it. */
export function heirOf(alsoBy: readonly GivenBy[]): GivenBy | undefined {
  let first: GivenBy | undefined;
  for (const each of alsoBy) if (first === undefined || isBefore(each, first)) first = each;
  return first;
}

function isBefore(one: GivenBy, other: GivenBy): boolean {
  return one.at === other.at ? one.source < other.source : one.at < other.at;
}
