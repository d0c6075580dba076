import {
  type AttributeDefinition,
  type AttributeMode,
  type AttributeValue,
  equalValues,
  type Fault,
  usualValueOf,
} from '@popis/model';
import type { StoredCatalogue } from '../classes/stored-catalogue.ts';
import type { StoredCard, StoredRelation } from './card-work.ts';
import type { CheckedCard, CheckedWork } from './check-work.ts';
import { valuesOf } from './decide-cards.ts';

/** What modes are held against. */
export interface ModeFacts {
  catalogue: StoredCatalogue;
  /** The source that the values come from. */
  source: string;
  cards: ReadonlyMap<string, StoredCard>;
  relations: readonly StoredRelation[];
}

/**
 * Finds values that may not be set: by people where only sources may, by anybody where only creation may. A value that
 * stands already is no fault, so that a form may send the whole card.
 */
export function findModeFaults(facts: ModeFacts, checked: CheckedWork): Fault[] {
  const faults: Fault[] = [];
  for (const card of checked.creates) {
    for (const { attribute, value } of listGuarded(facts, card)) {
      const isOwn = equalValues(value, usualValueOf(facts.catalogue, attribute));
      if (attribute.mode !== 'immutable' && facts.source === 'person' && !isOwn) {
        faults.push(toFault(card, attribute));
      }
    }
  }
  for (const card of checked.updates) {
    const standing = facts.cards.get(card.id);
    if (standing === undefined) continue;
    const current = valuesOf(standing);
    for (const { attribute, value } of listGuarded(facts, card)) {
      const isReference = attribute.type === 'reference';
      const old = isReference ? findShown(facts, card, attribute.name) : (current[attribute.name] ?? null);
      const forbids = attribute.mode === 'immutable' || facts.source === 'person';
      if (forbids && !equalValues(value, old)) faults.push(toFault(card, attribute));
    }
  }
  return faults;
}

function* listGuarded(
  { catalogue }: ModeFacts,
  card: CheckedCard,
): Generator<{ attribute: AttributeDefinition; value: AttributeValue }> {
  for (const [name, value] of Object.entries({ ...card.values, ...card.references })) {
    const attribute = catalogue.findAttribute(card.className, name);
    if (attribute?.mode !== undefined && attribute.mode !== 'write') yield { attribute, value };
  }
}

function findShown({ catalogue, relations }: ModeFacts, card: CheckedCard, name: string): string | null {
  const reference = catalogue.references(card.className).find((each) => each.name === name);
  if (reference === undefined) return null;
  const domainId = catalogue.domainId(reference.domain.name);
  const isDirected = reference.direction === 'directed';
  const shown = relations.find(
    (relation) =>
      relation.domainId === domainId && (isDirected ? relation.sourceId : relation.targetId) === card.id,
  );
  return (isDirected ? shown?.targetId : shown?.sourceId) ?? null;
}

function toFault({ path }: CheckedCard, { name, mode }: AttributeDefinition): Fault {
  return { path: `${path}attributes.${name}`, message: describeMode(mode) };
}

/** What a guarded mode says, as the end of a sentence about the attribute. */
export function describeMode(mode: AttributeMode | undefined): string {
  return mode === 'immutable' ? 'can be set at creation only' : 'is set by sources only';
}
