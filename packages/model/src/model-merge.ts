import type {
  AttributeDefinition,
  ClassDefinition,
  DomainDefinition,
  LookupDefinition,
  ModelDefinition,
} from './definitions.ts';

/** The current model with what the other has besides or otherwise. Nothing is taken away. */
export function mergeModels(current: ModelDefinition, other: ModelDefinition): ModelDefinition {
  return {
    classes: mergeLists(current.classes, other.classes, nameOf, withAttributes<ClassDefinition>),
    domains: mergeLists(current.domains, other.domains, nameOf, withAttributes<DomainDefinition>),
    lookups: mergeLists(current.lookups, other.lookups, nameOf, withValues),
  };
}

function mergeLists<T>(
  current: readonly T[],
  other: readonly T[],
  keyOf: (item: T) => string,
  merge: (one: T, other: T) => T,
): T[] {
  const given = new Map(other.map((item) => [keyOf(item), item]));
  const known = new Set(current.map(keyOf));
  const merged = current.map((item) => {
    const found = given.get(keyOf(item));
    return found === undefined ? item : merge(item, found);
  });
  return [...merged, ...other.filter((item) => !known.has(keyOf(item)))];
}

function withAttributes<T extends { attributes: readonly AttributeDefinition[] }>(one: T, other: T): T {
  return { ...other, attributes: mergeLists(one.attributes, other.attributes, nameOf, (_, given) => given) };
}

function withValues(one: LookupDefinition, other: LookupDefinition): LookupDefinition {
  return {
    ...other,
    values: mergeLists(
      one.values,
      other.values,
      (value) => value.code,
      (_, given) => given,
    ),
  };
}

function nameOf({ name }: { name: string }): string {
  return name;
}
