import type { Item } from './ocs-values.ts';

/** Where two sets of items differ, a line each. A card that computers share has the values of one of them. */
export function compareItems(expected: readonly Item[], found: readonly Item[]): string[] {
  const wanted = Map.groupBy(expected, cardOf);
  const places = new Set(expected.map(placeOf));
  const foundPlaces = new Set(found.map(placeOf));
  const differences: string[] = [];
  if (foundPlaces.size !== found.length) differences.push(`${found.length - foundPlaces.size} come twice`);
  for (const place of places) if (!foundPlaces.has(place)) differences.push(`missing: ${place}`);
  for (const item of found) {
    if (!places.has(placeOf(item))) differences.push(`not in the inventory: ${placeOf(item)}`);
    const candidates = (wanted.get(cardOf(item)) ?? []).map(listValues);
    if (candidates.length > 0 && !candidates.includes(listValues(item))) {
      differences.push(`${placeOf(item)}: ${listValues(item)} instead of ${candidates[0]}`);
    }
  }
  return differences;
}

function isShared({ class: className, attributes }: Item): boolean {
  return className === 'Software' || (attributes.Code ?? '').startsWith('PRINTER/');
}

function nameOf({ class: className, attributes }: Item): string {
  const { Code, Description, Version } = attributes;
  return className === 'Software' ? `Software ${Description} ${Version ?? ''}` : `${className} ${Code}`;
}

function cardOf(item: Item): string {
  return isShared(item) ? nameOf(item) : placeOf(item);
}

/** Which item of which computer it is. Two queues of a computer that lead to one printer are one. */
export function placeOf(item: Item): string {
  return `${nameOf(item)} of ${item.computer}`;
}

function listValues({ attributes }: Item): string {
  return JSON.stringify(Object.entries(attributes).sort(([one], [other]) => (one < other ? -1 : 1)));
}
