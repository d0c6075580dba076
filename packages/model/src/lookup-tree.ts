import type { Catalogue } from './catalogue.ts';
import type { Fault, LookupDefinition, LookupValue, ModelDefinition } from './definitions.ts';

/** A value of a lookup, with the lookup. */
export interface PlacedValue {
  lookup: LookupDefinition;
  value: LookupValue;
}

type Lookups = Pick<Catalogue, 'findLookup'>;

/** The lookups above a lookup, the nearest first. */
export function lookupsAbove(catalogue: Lookups, lookup: LookupDefinition): LookupDefinition[] {
  const above: LookupDefinition[] = [];
  let next = catalogue.findLookup(lookup.parent ?? '');
  while (next !== undefined && !above.includes(next)) {
    above.push(next);
    next = catalogue.findLookup(next.parent ?? '');
  }
  return above;
}

/** The values above a value, the nearest first, as far as there are some. */
export function valuesAbove(catalogue: Lookups, { lookup, value }: PlacedValue): PlacedValue[] {
  const above: PlacedValue[] = [];
  let code = value.parent;
  for (const next of lookupsAbove(catalogue, lookup)) {
    const found = next.values.find((each) => each.code === code);
    if (found === undefined) break;
    above.push({ lookup: next, value: found });
    code = found.parent;
  }
  return above;
}

/** Lists what is wrong with the lookups of a model: parents that are none, values twice, more than one default. */
export function findLookupFaults({ lookups }: ModelDefinition, catalogue: Lookups): Fault[] {
  const faults: Fault[] = [];
  for (const lookup of lookups) {
    const path = `lookups.${lookup.name}`;
    const above = lookupsAbove(catalogue, lookup);
    if (isGiven(lookup.parent) && above.length === 0) {
      faults.push({ path: `${path}.parent`, message: `"${lookup.parent}" does not exist` });
    }
    if (above.some(({ name }) => name === lookup.name)) {
      faults.push({ path: `${path}.parent`, message: 'must not be below itself' });
    }
    const codes = new Set<string>();
    for (const value of lookup.values) {
      const at = `${path}.values.${value.code}`;
      if (codes.has(value.code)) faults.push({ path: `${at}.code`, message: 'exists already' });
      codes.add(value.code);
      faults.push(...findParentFaults(`${at}.parent`, above[0], value));
    }
    faults.push(...findDefaultFaults(path, lookup));
  }
  return faults;
}

function findParentFaults(path: string, above: LookupDefinition | undefined, value: LookupValue): Fault[] {
  if (!isGiven(value.parent)) return [];
  if (above === undefined) return [{ path, message: 'goes only with a lookup that has a parent' }];
  const parent = above.values.find(({ code }) => code === value.parent);
  if (parent === undefined) return [{ path, message: `"${value.parent}" is no value of ${above.name}` }];
  return value.active && !parent.active ? [{ path, message: `"${value.parent}" is not active` }] : [];
}

function findDefaultFaults(path: string, { values }: LookupDefinition): Fault[] {
  const defaults = values.filter((value) => value.default === true);
  const faults: Fault[] = [];
  for (const [index, { code, active }] of defaults.entries()) {
    const at = `${path}.values.${code}.default`;
    if (index > 0) faults.push({ path: at, message: `"${defaults[0]?.code}" is the default already` });
    if (!active) faults.push({ path: at, message: 'goes only with an active value' });
  }
  return faults;
}

function isGiven(name: string | null | undefined): name is string {
  return name !== undefined && name !== null && name !== '';
}
