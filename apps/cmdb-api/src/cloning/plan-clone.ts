import type { Fault } from '@popis/errors';
import type { Direction, JsonValue } from '@popis/model';
import type { Relate } from '../cards/card-work.ts';
import type { Card } from '../cards/cards.read-model.ts';
import type { StoredCatalogue } from '../classes/stored-catalogue.ts';

/** Relations of one domain and direction that the original has. */
export interface OriginalRelations {
  domain: string;
  direction: Direction;
  relations: readonly { card: { id: string }; attributes: Readonly<Record<string, JsonValue>> }[];
}

/**
 * What a clone has: every value of the original but those that no two cards may have, and every reference whose other card may be
 * shown by several; over that, what is given.
 */
export function planAttributes(
  catalogue: StoredCatalogue,
  original: Card,
  given: Readonly<Record<string, JsonValue>>,
): Record<string, JsonValue> {
  const references = new Map(catalogue.references(original.class).map((each) => [each.name, each]));
  const attributes: Record<string, JsonValue> = {};
  for (const { name, unique, type } of catalogue.getClass(original.class).attributes) {
    const value = original.attributes[name] ?? null;
    const reference = references.get(name);
    if (value === null || unique || (type === 'reference' && reference === undefined)) continue;
    if (reference === undefined) attributes[name] = toJson(value);
    else if (!isOnlyOne(reference.domain.cardinality, reference.direction)) attributes[name] = idOf(value);
  }
  return { ...attributes, ...given };
}

/** The relations of a clone, of the domains that are named; a fault for each that cannot be had twice. */
export function planRelations(
  catalogue: StoredCatalogue,
  original: Card,
  cloneId: string,
  wanted: readonly string[],
  standing: readonly OriginalRelations[],
): { relate: Relate[]; faults: Fault[] } {
  const faults: Fault[] = [];
  const shown = new Map(catalogue.references(original.class).map((each) => [each.domain.name, each.name]));
  for (const [index, name] of wanted.entries()) {
    const path = `relations.${index}`;
    const attribute = shown.get(name);
    if (catalogue.findDomain(name) === undefined) faults.push({ path, message: `"${name}" is no domain` });
    else if (attribute !== undefined)
      faults.push({ path, message: `is cloned as the attribute ${attribute}` });
  }
  const relate: Relate[] = [];
  for (const { domain, direction, relations } of standing) {
    const index = wanted.indexOf(domain);
    if (index === -1 || shown.has(domain)) continue;
    const { cardinality } = catalogue.getDomain(domain);
    if (isOnlyOne(cardinality, direction)) {
      const message = `${domain} is ${cardinality}: its other card cannot have one more relation`;
      faults.push({ path: `relations.${index}`, message });
      continue;
    }
    for (const { card, attributes } of relations) {
      const [source, target] = direction === 'directed' ? [cloneId, card.id] : [card.id, cloneId];
      relate.push({ domain, source, target, attributes });
    }
  }
  return { relate, faults };
}

/** Whether the card at the far end can have no second relation of the domain. */
function isOnlyOne(cardinality: string, direction: Direction): boolean {
  return cardinality === '1:1' || cardinality === (direction === 'directed' ? '1:N' : 'N:1');
}

function toJson(value: Card['attributes'][string]): JsonValue {
  return JSON.parse(JSON.stringify(value));
}

function idOf(value: Card['attributes'][string]): JsonValue {
  return typeof value === 'object' && value !== null && 'id' in value ? String(value.id) : null;
}
