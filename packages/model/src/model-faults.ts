import { buildCatalogue, type Catalogue } from './catalogue.ts';
import {
  type AttributeDefinition,
  builtInAttributes,
  type ClassDefinition,
  type DomainDefinition,
  type Fault,
  longestRetention,
  type ModelDefinition,
  namePattern,
} from './definitions.ts';
import { findLookupFaults } from './lookup-tree.ts';
import { typeTraits } from './type-traits.ts';
import { findValidationFaults } from './validation.ts';
import { readValue } from './values.ts';

/**
 * Lists everything that is wrong with a model: names, superclasses, clashing attributes, lookups and domains that do not
 * exist, references that have no near end. An empty list means that `buildCatalogue` can be trusted with it.
 */
export function findModelFaults(model: ModelDefinition): Fault[] {
  const faults = [
    ...findNameFaults('classes', model.classes),
    ...findNameFaults('domains', model.domains),
    ...findNameFaults('lookups', model.lookups),
  ];
  const catalogue = buildCatalogue(model);
  faults.push(...findLookupFaults(model, catalogue));
  for (const definition of model.classes) faults.push(...findClassFaults(definition, catalogue, model));
  for (const domain of model.domains) faults.push(...findDomainFaults(domain, catalogue));
  return faults;
}

function findNameFaults(path: string, items: readonly { name: string }[]): Fault[] {
  const faults: Fault[] = [];
  const seen = new Set<string>();
  for (const { name } of items) {
    if (!namePattern.test(name)) {
      faults.push({ path: `${path}.${name}.name`, message: 'must be a letter, then letters, digits or _' });
    }
    if (seen.has(name.toLowerCase()))
      faults.push({ path: `${path}.${name}.name`, message: 'exists already' });
    seen.add(name.toLowerCase());
  }
  return faults;
}

function findClassFaults(definition: ClassDefinition, catalogue: Catalogue, model: ModelDefinition): Fault[] {
  const path = `classes.${definition.name}`;
  const faults = findNameFaults(`${path}.attributes`, definition.attributes);
  const ancestors = catalogue.findClass(definition.name)?.ancestors ?? [];
  const { retention } = definition;
  const isDays =
    Number.isInteger(retention) && Number(retention) >= 1 && Number(retention) <= longestRetention;
  if (retention !== undefined && retention !== null && retention !== 'forever' && !isDays) {
    const message = `must be a number of days from 1 to ${longestRetention}, or forever`;
    faults.push({ path: `${path}.retention`, message });
  }
  if (definition.superclass !== null) {
    const above = catalogue.findClass(definition.superclass);
    if (above === undefined) faults.push({ path: `${path}.superclass`, message: 'does not exist' });
    else if (!above.abstract) faults.push({ path: `${path}.superclass`, message: 'is not abstract' });
    if (ancestors.includes(definition.name)) {
      faults.push({ path: `${path}.superclass`, message: 'must not be below itself' });
    }
  }
  const inherited = new Map<string, string>();
  for (const ancestor of model.classes.filter((other) => ancestors.includes(other.name))) {
    for (const attribute of ancestor.attributes) {
      inherited.set(attribute.name.toLowerCase(), ancestor.name);
    }
  }
  for (const attribute of definition.attributes) {
    const at = `${path}.attributes.${attribute.name}`;
    const declaredBy = inherited.get(attribute.name.toLowerCase());
    const restates = builtInAttributes.find(
      (builtIn) => builtIn.name.toLowerCase() === attribute.name.toLowerCase(),
    );
    if (declaredBy !== undefined && restates === undefined) {
      faults.push({ path: `${at}.name`, message: `is inherited from ${declaredBy}` });
    }
    if (restates !== undefined && (restates.name !== attribute.name || restates.type !== attribute.type)) {
      faults.push({
        path: at,
        message: `must be called ${restates.name} and have the type ${restates.type}`,
      });
    }
    faults.push(...findAttributeFaults(at, attribute, catalogue));
    if (attribute.type === 'reference') {
      faults.push(...findReferenceFaults(at, definition.name, attribute, catalogue));
    }
  }
  return faults;
}

function findReferenceFaults(
  path: string,
  className: string,
  attribute: AttributeDefinition,
  catalogue: Catalogue,
): Fault[] {
  const domain = attribute.domain ?? '';
  if (catalogue.findDomain(domain) === undefined) {
    return [{ path: `${path}.domain`, message: `"${domain}" does not exist` }];
  }
  if (catalogue.findReferenceEnd(className, domain) !== undefined) return [];
  const message = `${className} stands at no end of "${domain}" at which a card stands at most once`;
  return [{ path: `${path}.domain`, message }];
}

function findAttributeFaults(path: string, attribute: AttributeDefinition, catalogue: Catalogue): Fault[] {
  const faults: Fault[] = [];
  const traits = typeTraits[attribute.type];
  if (traits.coded && catalogue.findLookup(attribute.lookup ?? '') === undefined) {
    faults.push({ path: `${path}.lookup`, message: `"${attribute.lookup ?? ''}" does not exist` });
  }
  if (!traits.coded && attribute.lookup !== undefined) {
    faults.push({ path: `${path}.lookup`, message: 'goes only with the types lookup and lookupArray' });
  }
  if (attribute.type !== 'reference' && attribute.domain !== undefined) {
    faults.push({ path: `${path}.domain`, message: 'goes only with the type reference' });
  }
  if (attribute.unique && !traits.unique) {
    faults.push({ path: `${path}.unique`, message: `cannot be promised for the type ${attribute.type}` });
  }
  if (attribute.indexed && !traits.indexable) {
    faults.push({ path: `${path}.indexed`, message: `does not go with the type ${attribute.type}` });
  }
  faults.push(...findValidationFaults(path, attribute));
  const read = readValue(attribute.type, attribute.default);
  if ('fault' in read) faults.push({ path: `${path}.default`, message: read.fault });
  return faults;
}

function findDomainFaults(domain: DomainDefinition, catalogue: Catalogue): Fault[] {
  const path = `domains.${domain.name}`;
  const faults = findNameFaults(`${path}.attributes`, domain.attributes);
  if (catalogue.findClass(domain.source) === undefined) {
    faults.push({ path: `${path}.source`, message: `"${domain.source}" does not exist` });
  }
  if (catalogue.findClass(domain.target) === undefined) {
    faults.push({ path: `${path}.target`, message: `"${domain.target}" does not exist` });
  }
  for (const end of ['source', 'target'] as const) {
    const property = end === 'source' ? 'disabledSources' : 'disabledTargets';
    for (const name of domain[property] ?? []) {
      const isBelow = name !== domain[end] && catalogue.isA(name, domain[end]);
      if (!isBelow)
        faults.push({ path: `${path}.${property}`, message: `"${name}" is not below ${domain[end]}` });
    }
  }
  for (const attribute of domain.attributes) {
    const at = `${path}.attributes.${attribute.name}`;
    if (attribute.type === 'reference') {
      faults.push({ path: `${at}.type`, message: 'a relation has no references' });
    }
    faults.push(...findAttributeFaults(at, attribute, catalogue));
  }
  return faults;
}
