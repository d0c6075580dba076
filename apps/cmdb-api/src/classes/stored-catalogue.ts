import { NotFoundError } from '@popis/errors';
import {
  buildCatalogue,
  type CardValidator,
  type Catalogue,
  type CatalogueClass,
  compileAttributes,
  compileCardValidator,
  type Direction,
  type DomainDefinition,
} from '@popis/model';
import type { StoredModel } from './catalogue.read-model.ts';
import type { NarrowSight } from './sight.ts';

/** A reference attribute: the relation that it shows, and from which end. */
export interface ReferenceAttribute {
  name: string;
  domain: DomainDefinition;
  /** `directed`: the card that has the attribute is the relation's source. */
  direction: Direction;
}

/** The stored model, ready for questions, with the numbers that its tables use. */
export interface StoredCatalogue extends Catalogue {
  revision: string;
  /** @throws NotFoundError */
  getClass(name: string): CatalogueClass;
  /** @throws NotFoundError */
  getDomain(name: string): DomainDefinition;
  classId(name: string): number;
  className(id: number): string;
  domainId(name: string): number;
  domainById(id: number): DomainDefinition;
  domainName(id: number): string;
  /** Numbers of all classes whose cards are cards of this class. */
  concreteIds(name: string): number[];
  /** The number of the attribute's declaration, and the class that declares it; `undefined` for a built-in one. */
  attributeId(className: string, attribute: string): number | undefined;
  validator(className: string): CardValidator;
  relationValidator(domain: string): CardValidator;
  /** Every reference attribute of a class. */
  references(className: string): readonly ReferenceAttribute[];
  /** Whether some class shows relations of the domain, from this end, as an attribute. */
  isShownFrom(domain: string, direction: Direction): boolean;
  /** What its reader may see of the cards; absent = everything. */
  sight?: NarrowSight | undefined;
}

export function toStoredCatalogue(model: StoredModel): StoredCatalogue {
  const catalogue = buildCatalogue(model);
  const classNames = new Map([...model.classIds].map(([name, id]) => [id, name]));
  const domainNames = new Map([...model.domainIds].map(([name, id]) => [id, name]));
  const references = new Map(
    catalogue.classes.map((known) => [known.name, listReferences(catalogue, known)]),
  );
  const shown = new Set<string>();
  for (const list of references.values()) {
    for (const { domain, direction } of list) shown.add(`${domain.name} ${direction}`);
  }

  const getClass = (name: string) => orThrow(catalogue.findClass(name), `class "${name}"`);
  const getDomain = (name: string) => orThrow(catalogue.findDomain(name), `domain "${name}"`);
  const classId = (name: string) => orThrow(model.classIds.get(name), `class "${name}"`);
  return {
    ...catalogue,
    revision: model.revision,
    getClass,
    getDomain,
    classId,
    className: (id) => orThrow(classNames.get(id), `class number ${id}`),
    domainId: (name) => orThrow(model.domainIds.get(name), `domain "${name}"`),
    domainName: (id) => orThrow(domainNames.get(id), `domain number ${id}`),
    domainById: (id) => getDomain(domainNames.get(id) ?? `number ${id}`),
    concreteIds: (name) => getClass(name).concrete.map(classId),
    attributeId(className, attribute) {
      const inheritedFrom = catalogue.findAttribute(className, attribute)?.inheritedFrom;
      return model.attributeIds.get(`${inheritedFrom ?? className}.${attribute}`);
    },
    validator: keep((name) => compileCardValidator(catalogue, name)),
    relationValidator: keep((name) => compileAttributes(catalogue, getDomain(name).attributes)),
    references: (name) => references.get(name) ?? [],
    isShownFrom: (domain, direction) => shown.has(`${domain} ${direction}`),
  };
}

function listReferences(catalogue: Catalogue, known: CatalogueClass): ReferenceAttribute[] {
  const references: ReferenceAttribute[] = [];
  for (const attribute of known.attributes) {
    if (attribute.type !== 'reference' || attribute.domain === undefined) continue;
    const domain = catalogue.findDomain(attribute.domain);
    const direction = catalogue.findReferenceEnd(known.name, attribute.domain);
    if (domain !== undefined && direction !== undefined) {
      references.push({ name: attribute.name, domain, direction });
    }
  }
  return references;
}

function orThrow<T>(found: T | undefined, what: string): T {
  if (found === undefined) throw new NotFoundError(`There is no ${what}`);
  return found;
}

/** Makes a value once per name. */
function keep<T>(make: (name: string) => T): (name: string) => T {
  const kept = new Map<string, T>();
  return (name) => {
    const found = kept.get(name) ?? make(name);
    kept.set(name, found);
    return found;
  };
}
