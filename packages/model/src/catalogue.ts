import {
  type AttributeDefinition,
  builtInAttributes,
  type ClassDefinition,
  type DomainDefinition,
  type EffectiveAttribute,
  type LookupDefinition,
  type ModelDefinition,
} from './definitions.ts';

/** Which end of a relation a card is: `directed` = it is the source. */
export type Direction = 'directed' | 'inverted';

/** A class together with what follows from its place in the tree. */
export interface CatalogueClass extends Omit<ClassDefinition, 'attributes'> {
  /** Its superclass, that one's superclass, and so on. */
  ancestors: readonly string[];
  /** The classes whose cards are cards of this class: itself when not abstract, and all descendants that are not. */
  concrete: readonly string[];
  /** For how many days past versions are kept, whoever says so; `undefined` = for ever. */
  keptDays: number | undefined;
  /** All its attributes, inherited and built-in ones included, by position. */
  attributes: readonly EffectiveAttribute[];
}

/** The model, ready for questions. Every `find…` gives `undefined` for what does not exist. */
export interface Catalogue {
  classes: readonly CatalogueClass[];
  domains: readonly DomainDefinition[];
  lookups: readonly LookupDefinition[];
  findClass(name: string): CatalogueClass | undefined;
  findAttribute(className: string, name: string): EffectiveAttribute | undefined;
  findDomain(name: string): DomainDefinition | undefined;
  findLookup(name: string): LookupDefinition | undefined;
  /** Whether cards of `className` are cards of `other`: equal to it or a descendant of it. */
  isA(className: string, other: string): boolean;
  /** Which end of its domain a reference attribute of the class shows, when it can show one. */
  findReferenceEnd(className: string, domainName: string): Direction | undefined;
}

/** Works out inheritance once. The definitions must be sound: see `findModelFaults`. */
export function buildCatalogue(model: ModelDefinition): Catalogue {
  const definitions = byName(model.classes);
  const classes = model.classes.map((definition) => toCatalogueClass(definition, definitions, model.classes));
  const classesByName = byName(classes);
  const domains = byName(model.domains);
  const lookups = byName(model.lookups);

  function isA(className: string, other: string): boolean {
    return className === other || (classesByName.get(className)?.ancestors.includes(other) ?? false);
  }

  return {
    classes,
    domains: model.domains,
    lookups: model.lookups,
    findClass: (name) => classesByName.get(name),
    findAttribute: (className, name) =>
      classesByName.get(className)?.attributes.find((attribute) => attribute.name === name),
    findDomain: (name) => domains.get(name),
    findLookup: (name) => lookups.get(name),
    isA,
    findReferenceEnd(className, domainName) {
      const domain = domains.get(domainName);
      return domain === undefined ? undefined : referenceEndOf(domain, (end) => isA(className, end));
    },
  };
}

/** A reference can show only an end at which a card stands at most once. Of two such ends the source comes first. */
function referenceEndOf(
  domain: DomainDefinition,
  standsAt: (className: string) => boolean,
): Direction | undefined {
  const once = domain.cardinality;
  if ((once === 'N:1' || once === '1:1') && standsAt(domain.source)) return 'directed';
  if ((once === '1:N' || once === '1:1') && standsAt(domain.target)) return 'inverted';
  return undefined;
}

function byName<T extends { name: string }>(items: readonly T[]): Map<string, T> {
  return new Map(items.map((item) => [item.name, item]));
}

function toCatalogueClass(
  definition: ClassDefinition,
  definitions: ReadonlyMap<string, ClassDefinition>,
  all: readonly ClassDefinition[],
): CatalogueClass {
  const ancestors = listAncestors(definition, definitions);
  const concrete: string[] = [];
  for (const other of all) {
    const belongs = other === definition || listAncestors(other, definitions).includes(definition.name);
    if (belongs && !other.abstract) concrete.push(other.name);
  }
  return {
    ...definition,
    ancestors,
    concrete,
    keptDays: findKeptDays([definition, ...ancestors.flatMap((name) => definitions.get(name) ?? [])]),
    attributes: listAttributes(definition, ancestors, definitions),
  };
}

/** The nearest class that says anything decides. */
export function findKeptDays(upwards: readonly Pick<ClassDefinition, 'retention'>[]): number | undefined {
  for (const { retention } of upwards) {
    if (retention === 'forever') return undefined;
    if (typeof retention === 'number') return retention;
  }
  return undefined;
}

function listAncestors(
  definition: ClassDefinition,
  definitions: ReadonlyMap<string, ClassDefinition>,
): string[] {
  const ancestors: string[] = [];
  let above = definition.superclass;
  while (above !== null && !ancestors.includes(above)) {
    ancestors.push(above);
    above = definitions.get(above)?.superclass ?? null;
  }
  return ancestors;
}

function listAttributes(
  definition: ClassDefinition,
  ancestors: readonly string[],
  definitions: ReadonlyMap<string, ClassDefinition>,
): EffectiveAttribute[] {
  const found = new Map<string, EffectiveAttribute>();
  for (const attribute of builtInAttributes) found.set(attribute.name, { ...attribute, inheritedFrom: null });
  for (const ancestor of [...ancestors].reverse()) {
    const own = definitions.get(ancestor)?.attributes ?? [];
    for (const attribute of own) found.set(attribute.name, { ...attribute, inheritedFrom: ancestor });
  }
  for (const attribute of definition.attributes) {
    found.set(attribute.name, { ...attribute, inheritedFrom: null });
  }
  return [...found.values()].sort(byPosition);
}

function byPosition(one: AttributeDefinition, other: AttributeDefinition): number {
  return one.position - other.position || (one.name < other.name ? -1 : 1);
}
