import { equalValues } from './canonical-json.ts';
import type { Catalogue } from './catalogue.ts';
import type { AttributeDefinition, DomainDefinition, Fault, ModelDefinition } from './definitions.ts';
import { type DescribedItem, describeAttribute } from './model-diff.ts';

/** An attribute that some classes with cards have otherwise than before; absent = they do not have it. */
export interface AttributeMove {
  name: string;
  /** Where a fault of it is told. */
  path: string;
  before: AttributeDefinition | undefined;
  after: AttributeDefinition | undefined;
  /** Classes that are there before and after, and are not abstract. */
  classes: string[];
}

/** What cards see of a change of the model: inheritance worked out, equal moves of several classes taken together. */
export function listAttributeMoves(before: Catalogue, after: Catalogue): AttributeMove[] {
  const moves = new Map<string, AttributeMove>();
  for (const known of before.classes) {
    const next = after.findClass(known.name);
    if (known.abstract || next === undefined || next.abstract) continue;
    const names = new Set([...known.attributes, ...next.attributes].map((attribute) => attribute.name));
    for (const name of names) {
      const old = before.findAttribute(known.name, name);
      const attribute = after.findAttribute(known.name, name);
      if (equalValues(described(old), described(attribute))) continue;
      const owner = (attribute ?? old)?.inheritedFrom ?? known.name;
      const key = `${owner}.${name}`;
      const move = moves.get(key) ?? {
        name,
        path: `classes.${owner}.attributes.${name}`,
        before: old,
        after: attribute,
        classes: [],
      };
      move.classes.push(known.name);
      moves.set(key, move);
    }
  }
  return [...moves.values()];
}

function described(attribute: AttributeDefinition | undefined): DescribedItem | null {
  return attribute === undefined ? null : describeAttribute(attribute);
}

/** Lists what can never change about an item that stays: where it stands in the tree, what it joins. */
export function findFixedFaults(current: ModelDefinition, wanted: ModelDefinition): Fault[] {
  const faults: Fault[] = [];
  for (const item of wanted.classes) {
    const old = current.classes.find(({ name }) => name === item.name);
    if (old === undefined) continue;
    for (const property of ['superclass', 'abstract'] as const) {
      if (old[property] !== item[property]) faults.push(fixed(`classes.${item.name}.${property}`));
    }
    for (const attribute of item.attributes) {
      const before = old.attributes.find(({ name }) => name === attribute.name);
      const at = `classes.${item.name}.attributes.${attribute.name}`;
      if (before !== undefined) faults.push(...findFixedOfAttribute(at, before, attribute));
    }
  }
  for (const item of wanted.domains) {
    const old = current.domains.find(({ name }) => name === item.name);
    if (old !== undefined) faults.push(...findFixedOfDomain(old, item));
  }
  return faults;
}

function findFixedOfAttribute(
  path: string,
  before: AttributeDefinition,
  after: AttributeDefinition,
): Fault[] {
  const isReference = before.type === 'reference' || after.type === 'reference';
  if (!isReference) return [];
  if (before.type !== after.type) return [fixed(`${path}.type`)];
  return before.domain === after.domain ? [] : [fixed(`${path}.domain`)];
}

function findFixedOfDomain(before: DomainDefinition, after: DomainDefinition): Fault[] {
  const faults: Fault[] = [];
  for (const property of ['source', 'target', 'cardinality'] as const) {
    if (before[property] !== after[property]) faults.push(fixed(`domains.${after.name}.${property}`));
  }
  return faults;
}

function fixed(path: string): Fault {
  return { path, message: 'cannot be changed' };
}
