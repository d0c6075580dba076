import type { Attribute, LookupValue } from '../api/types.ts';
import type { Draft } from './draft.ts';

/** What a form has chosen of each lookup: codes by the lookup's name. */
export type LookupChoices = ReadonlyMap<string, ReadonlySet<string>>;

/** The codes that stand in the fields of a form, those with one value. */
export function chosenOf(attributes: readonly Attribute[], draft: Draft): LookupChoices {
  const chosen = new Map<string, Set<string>>();
  for (const { name, type, lookup } of attributes) {
    const code = draft[name];
    if (type !== 'lookup' || lookup === undefined || typeof code !== 'string' || code === '') continue;
    chosen.set(lookup, (chosen.get(lookup) ?? new Set<string>()).add(code));
  }
  return chosen;
}

/**
 * The values below what other fields of the form have chosen: of models, those of the chosen maker. A lookup of which nothing is
 * chosen narrows nothing, and neither does one that is above none of the values.
 */
export function narrowValues(values: readonly LookupValue[], chosen: LookupChoices): LookupValue[] {
  const above = new Set(values.flatMap(({ ancestors }) => ancestors.map(({ lookup }) => lookup)));
  const narrowing = [...chosen].filter(([lookup]) => above.has(lookup));
  return values.filter(({ ancestors }) =>
    narrowing.every(([lookup, codes]) =>
      ancestors.some((ancestor) => ancestor.lookup === lookup && codes.has(ancestor.code)),
    ),
  );
}
