import { canonicalJson, equalValues } from '@popis/model';
import type { CurrentPart } from './current-state.ts';
import type { RecordPart, Values } from './run-record.ts';

/** Parts of a record beside the parts of the card: a multiset, so that two equal modules are two parts. */
export interface PartMatch {
  readonly pairs: readonly { readonly wanted: RecordPart; readonly current: CurrentPart }[];
  readonly missing: readonly RecordPart[];
  readonly gone: readonly CurrentPart[];
}

/**
 * Finds for each part of a record the part of the card that it means, by the part's `identify` attributes within
 * domain, direction and class. Among several of one identity, those equal in every mapped value are paired first; then
 * those that have an identity of their own, and last those known by their Code, which tells no more than their place.
 */
export function matchParts(wanted: readonly RecordPart[], current: readonly CurrentPart[]): PartMatch {
  const free = new Set(current);
  const pairs: { wanted: RecordPart; current: CurrentPart }[] = [];
  const inexact: RecordPart[] = [];
  const byPlace = Map.groupBy(current, placeOf);
  for (const part of wanted) {
    const equal = findFree(part, byPlace, free, isEqualPart);
    if (equal === undefined) inexact.push(part);
    else pairs.push(take(part, equal, free));
  }
  const unmatched = new Set(inexact);
  // a module that moved to another slot is told by its serial number, before the slot that it left takes it for another
  for (const part of inexact.toSorted((one, other) => Number(isByCode(one)) - Number(isByCode(other)))) {
    const same = findFree(part, byPlace, free, isSamePart);
    if (same === undefined) continue;
    pairs.push(take(part, same, free));
    unmatched.delete(part);
  }
  return { pairs, missing: [...unmatched], gone: current.filter((part) => free.has(part)) };
}

/** One text for the identity of a shared part, the same wherever it is found. */
export function sharedIdentity(className: string, identify: readonly string[], values: Values): string {
  const parts = identify.toSorted().map((attribute) => [attribute, values[attribute] ?? null] as const);
  return canonicalJson([className, parts.map(([attribute, value]) => [attribute, value])]);
}

/** By which attribute cards are looked for that stand for parts which identify in one way, and with which values: the Code, if it counts. */
export function lookupOf(
  identify: readonly string[],
  parts: readonly RecordPart[],
): { attribute: string; values: string[] } {
  const attribute = identify.includes('Code') ? 'Code' : (identify.toSorted()[0] ?? 'Code');
  const values = parts.map((part) => part.attributes[attribute] ?? null).filter((value) => value !== null);
  return { attribute, values: values.map(String) };
}

function placeOf(part: { domain: string; direction: string; class: string }): string {
  return `${part.domain}\n${part.direction}\n${part.class}`;
}

function findFree(
  wanted: RecordPart,
  byPlace: ReadonlyMap<string, readonly CurrentPart[]>,
  free: ReadonlySet<CurrentPart>,
  fits: (wanted: RecordPart, current: CurrentPart) => boolean,
): CurrentPart | undefined {
  return byPlace.get(placeOf(wanted))?.find((part) => free.has(part) && fits(wanted, part));
}

function take(wanted: RecordPart, current: CurrentPart, free: Set<CurrentPart>) {
  free.delete(current);
  return { wanted, current };
}

function isByCode(part: RecordPart): boolean {
  return part.identify.includes('Code');
}

function isSamePart(wanted: RecordPart, current: CurrentPart): boolean {
  return agreesOn(wanted.identify, wanted.attributes, current.card.attributes);
}

function isEqualPart(wanted: RecordPart, current: CurrentPart): boolean {
  return (
    isSamePart(wanted, current) &&
    agreesOn(Object.keys(wanted.attributes), wanted.attributes, current.card.attributes)
  );
}

function agreesOn(attributes: readonly string[], a: Values, b: Values): boolean {
  return attributes.every((attribute) => equalValues(a[attribute] ?? null, b[attribute] ?? null));
}
