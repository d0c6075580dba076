import type { Catalogue, Direction } from './catalogue.ts';
import type { AttributeDefinition, DomainDefinition } from './definitions.ts';
import { lookupsAbove } from './lookup-tree.ts';

/** One step from a card to the cards related to it. */
export interface PathStep {
  domain: DomainDefinition;
  /** `directed`: the card that the step starts at is the relation's source. */
  direction: Direction;
  /** The class of the cards that it leads to. */
  className: string;
  /** Whether it can lead to more than one card. */
  many: boolean;
}

/** An attribute of a card, or of a card that is related to it. */
export interface AttributePath {
  steps: readonly PathStep[];
  attribute: AttributeDefinition;
  /** What the attribute shows, when it is a reference. */
  reference?: PathStep | undefined;
  /** Whether it can give more than one value. */
  many: boolean;
}

/** The last names of a path that leads on from a code to the value above it, in the parent of its lookup. */
const upwards = 'parent()';

/** A path that ends at a code, and how many levels above it is meant. */
export interface ParentPath {
  path: AttributePath;
  /** 0 = the attribute itself. */
  levels: number;
}

/**
 * Finds what a path means that may end above a code: `Model.parent()`, or `Model.parent().Code`, is the maker of a model where the
 * lookup of makers is the parent of that of models; `Model.parent().parent()` is what stands above the maker.
 */
export function resolveParentPath(
  catalogue: Catalogue,
  className: string,
  path: string,
): ParentPath | { fault: string } {
  const names = path.split('.');
  const start = names.indexOf(upwards);
  if (start === -1) return withLevels(resolvePath(catalogue, className, path), 0);
  const rest = names.slice(start);
  if (rest.at(-1) === 'Code') rest.pop();
  if (start === 0 || rest.some((name) => name !== upwards)) {
    return { fault: `"${path}" must have ${upwards} at its end, behind an attribute` };
  }
  const found = withLevels(resolvePath(catalogue, className, names.slice(0, start).join('.')), rest.length);
  if ('fault' in found) return found;
  const { name, lookup: lookupName = '' } = found.path.attribute;
  const lookup = catalogue.findLookup(lookupName);
  if (lookup === undefined) return { fault: `"${name}" has no codes of a lookup, so nothing is above them` };
  const above = lookupsAbove(catalogue, lookup).length;
  return rest.length > above ? { fault: `"${lookupName}" has ${above} lookups above it` } : found;
}

function withLevels(
  found: { path: AttributePath } | { fault: string },
  levels: number,
): ParentPath | { fault: string } {
  return 'fault' in found ? found : { ...found, levels };
}

/** Most steps of a path. */
export const maxPathSteps = 5;

/**
 * Finds what a path such as `Room.Floor.Building.Code` means for cards of a class. Each name but the last is a reference
 * attribute or a domain at one end of which the class stands; `Domain:directed` or `Domain:inverted` says which end
 * when it stands at both.
 */
export function resolvePath(
  catalogue: Catalogue,
  className: string,
  path: string,
): { path: AttributePath } | { fault: string } {
  const names = path.split('.');
  const last = names.pop() ?? '';
  if (path.includes(upwards)) return { fault: `"${path}": ${upwards} goes with filters only` };
  if (names.length > maxPathSteps) return { fault: `"${path}" has more than ${maxPathSteps} steps` };
  const steps: PathStep[] = [];
  let at = className;
  for (const name of names) {
    const found = resolveStep(catalogue, at, name);
    if ('fault' in found) return found;
    steps.push(found.step);
    at = found.step.className;
  }
  const attribute = catalogue.findAttribute(at, last);
  if (attribute === undefined) {
    return { fault: steps.length === 0 ? `"${last}" does not exist` : `"${last}" does not exist in ${at}` };
  }
  const reference = referenceStep(catalogue, at, attribute);
  return { path: { steps, attribute, reference, many: steps.some((step) => step.many) } };
}

/** Finds the end of a domain at which cards of a class stand. */
export function resolveDomainStep(
  catalogue: Catalogue,
  className: string,
  domainName: string,
  direction: Direction | undefined,
): { step: PathStep } | { fault: string } {
  const domain = catalogue.findDomain(domainName);
  if (domain === undefined) return { fault: `"${domainName}" does not exist` };
  const ends: Direction[] = [];
  if (catalogue.isA(className, domain.source)) ends.push('directed');
  if (catalogue.isA(className, domain.target)) ends.push('inverted');
  if (ends.length === 0) return { fault: `${className} stands at no end of ${domainName}` };
  if (direction === undefined && ends.length === 2) {
    return { fault: `${className} stands at both ends of ${domainName}: say which, directed or inverted` };
  }
  const end = direction ?? ends[0];
  if (end === undefined || !ends.includes(end)) {
    return { fault: `${className} does not stand at that end of ${domainName}` };
  }
  return { step: toStep(domain, end) };
}

function resolveStep(
  catalogue: Catalogue,
  className: string,
  name: string,
): { step: PathStep } | { fault: string } {
  const attribute = catalogue.findAttribute(className, name);
  if (attribute !== undefined) {
    const step = referenceStep(catalogue, className, attribute);
    return step === undefined ? { fault: `"${name}" of ${className} is no reference` } : { step };
  }
  const [domainName = '', end, ...more] = name.split(':');
  const known = end === undefined || end === 'directed' || end === 'inverted';
  if (!known || more.length > 0) return { fault: `"${name}" is neither a reference nor a domain` };
  if (catalogue.findDomain(domainName) === undefined) {
    return { fault: `"${name}" is neither a reference of ${className} nor a domain` };
  }
  return resolveDomainStep(catalogue, className, domainName, end);
}

function referenceStep(
  catalogue: Catalogue,
  className: string,
  { type, domain: domainName = '' }: AttributeDefinition,
): PathStep | undefined {
  const domain = type === 'reference' ? catalogue.findDomain(domainName) : undefined;
  const direction = catalogue.findReferenceEnd(className, domainName);
  return domain === undefined || direction === undefined ? undefined : toStep(domain, direction);
}

function toStep(domain: DomainDefinition, direction: Direction): PathStep {
  const directed = direction === 'directed';
  const once = directed ? ['N:1', '1:1'] : ['1:N', '1:1'];
  return {
    domain,
    direction,
    className: directed ? domain.target : domain.source,
    many: !once.includes(domain.cardinality),
  };
}
