import { equalValues } from './canonical-json.ts';
import type { AttributeValue } from './definitions.ts';

/** One attribute whose value differs; `null` = none. */
export interface Difference {
  attribute: string;
  old: AttributeValue;
  new: AttributeValue;
}

/** Compares what is with what is to be, attribute by attribute, over the names in `wanted` only. */
export function listDifferences(
  current: Readonly<Record<string, AttributeValue>>,
  wanted: Readonly<Record<string, AttributeValue>>,
): Difference[] {
  const differences: Difference[] = [];
  for (const [attribute, value] of Object.entries(wanted)) {
    const old = current[attribute] ?? null;
    if (!equalValues(old, value)) differences.push({ attribute, old, new: value });
  }
  return differences;
}

/** Compares two whole states: a name absent from one of them counts as `null` there. */
export function compareStates(
  older: Readonly<Record<string, AttributeValue>>,
  newer: Readonly<Record<string, AttributeValue>>,
): Difference[] {
  const wanted: Record<string, AttributeValue> = { ...newer };
  for (const name of Object.keys(older)) wanted[name] = newer[name] ?? null;
  return listDifferences(older, wanted);
}
