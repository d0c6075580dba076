import type { JsonValue } from '@popis/model';
import type { CardWork, CreateCard, Relate } from '../cards/card-work.ts';
import { newId } from '../platform/ids.ts';
import { demoAgreements, demoItems } from './demo-items.ts';
import { demoOrganisation } from './demo-organisation.ts';

/**
 * A card of the demonstration estate. Attribute values that begin with `@` name another card of it by class and code:
 * `@Room DEMO-R101`.
 */
export interface DemoCard {
  class: string;
  attributes: Readonly<Record<string, JsonValue>>;
}

/** Cards by class and code, related by a domain: `['EmployeeWorkspaces', '@Employee D-1', '@Workspace D-2']`. */
export type DemoRelation = readonly [domain: string, source: string, target: string];

/** A small company that is made up: two buildings, its people, some items, contracts and licences. */
export function toDemoWork(): CardWork {
  const cards = [...demoOrganisation.cards, ...demoItems.cards, ...demoAgreements.cards];
  const ids = new Map(cards.map((card) => [`@${card.class} ${String(card.attributes.Code)}`, newId()]));
  const create: CreateCard[] = cards.map((card) => ({
    id: idOf(ids, `@${card.class} ${String(card.attributes.Code)}`),
    class: card.class,
    attributes: resolve(ids, card.attributes),
  }));
  const relate: Relate[] = [
    ...demoOrganisation.relations,
    ...demoItems.relations,
    ...demoAgreements.relations,
  ].map(([domain, source, target]) => ({ domain, source: idOf(ids, source), target: idOf(ids, target) }));
  return { create, relate };
}

function resolve(
  ids: ReadonlyMap<string, string>,
  attributes: Readonly<Record<string, JsonValue>>,
): Record<string, JsonValue> {
  const resolved: Record<string, JsonValue> = {};
  for (const [name, value] of Object.entries(attributes)) {
    resolved[name] = typeof value === 'string' && value.startsWith('@') ? idOf(ids, value) : value;
  }
  return resolved;
}

function idOf(ids: ReadonlyMap<string, string>, name: string): string {
  const id = ids.get(name);
  if (id === undefined) throw new RangeError(`The demonstration estate has no ${name}`);
  return id;
}
