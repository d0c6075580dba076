import { type Fault, ForbiddenError, NotFoundError } from '@popis/errors';
import { builtInAttributes, type CheckedFilter, checkFilter, type Filter } from '@popis/model';
import type { CardScope } from '../cards/list-scope.ts';
import type { StoredCatalogue } from './stored-catalogue.ts';

/** What a caller may see of the cards. */
export interface Sight {
  /** Class → what its cards, and those of its descendants, must meet to be seen at all. */
  rows: Readonly<Record<string, Filter>>;
  /** Class → attributes that its cards, and those of its descendants, are shown without. */
  hidden: Readonly<Record<string, readonly string[]>>;
}

/** The sight of whoever may see all. */
export const everything: Sight = { rows: {}, hidden: {} };

/** Cards of these classes are seen if they meet the filter. */
export interface SeenRows {
  classIds: readonly number[];
  filter: CheckedFilter;
}

/** What a narrow sight comes to in statements. Every source of cards and relations asks it. */
export interface NarrowSight {
  /** The model with all that is hidden: what decides on cards may name attributes that are not shown. */
  whole: StoredCatalogue;
  rows: readonly SeenRows[];
  hiddenDomains: readonly number[];
  /** Number of class → names of the stored attributes that its cards are shown without. */
  hiddenNames: ReadonlyMap<number, readonly string[]>;
  /** Makes SQL of a filter. Handed in, since a filter leads along paths to cards, whose source asks this again. */
  compile(scope: CardScope, filter: CheckedFilter, alias: string): string;
}

/**
 * The model as a sight leaves it. Hidden attributes are not in it, so nothing can name, filter, sort, group or show them;
 * {@link NarrowSight} goes with it into every statement. An attribute that is hidden from a class is not in its ancestors
 * either, since their lists gather its cards. Hiding a reference hides its domain, since it is stored as that relation alone.
 * Code and Description name a card and cannot be hidden without it.
 *
 * @throws ForbiddenError when a filter names what the model does not have: then nobody can tell what may be seen
 */
export function seenThrough(
  whole: StoredCatalogue,
  sight: Sight,
  compile: NarrowSight['compile'],
  now: Date,
): StoredCatalogue {
  const hidden = listHidden(whole, sight);
  const domains = listHiddenDomains(whole, hidden);
  const classes = whole.classes.map((known) => {
    const near = hidden.filter(({ of }) => whole.isA(known.name, of) || whole.isA(of, known.name));
    const names = new Set(near.map(({ name }) => name));
    const attributes = known.attributes.filter(
      ({ name, domain }) => !names.has(name) && (domain === undefined || !domains.has(domain)),
    );
    return { ...known, attributes };
  });
  const byName = new Map(classes.map((known) => [known.name, known]));
  const getDomain = (name: string) => {
    if (domains.has(name)) throw new NotFoundError(`There is no domain "${name}"`);
    return whole.getDomain(name);
  };
  return {
    ...whole,
    classes,
    domains: whole.domains.filter(({ name }) => !domains.has(name)),
    findClass: (name) => byName.get(name),
    findAttribute: (className, name) =>
      byName.get(className)?.attributes.find((attribute) => attribute.name === name),
    findDomain: (name) => (domains.has(name) ? undefined : whole.findDomain(name)),
    getClass: (name) => byName.get(name) ?? whole.getClass(name),
    getDomain,
    domainId: (name) => whole.domainId(getDomain(name).name),
    references: (name) => whole.references(name).filter(({ domain }) => !domains.has(domain.name)),
    sight: {
      whole,
      rows: listRows(whole, sight, now),
      hiddenDomains: [...domains].map((name) => whole.domainId(name)),
      hiddenNames: listHiddenNames(whole, hidden),
      compile,
    },
  };
}

/** Keeps from whoever sees only some cards what is about all of them. @throws ForbiddenError */
export function refuseNarrow({ sight }: StoredCatalogue, what: string): void {
  if (sight !== undefined) throw new ForbiddenError(`Only who may see every card may ${what}`);
}

interface Hidden {
  of: string;
  name: string;
}

function listHidden(whole: StoredCatalogue, sight: Sight): Hidden[] {
  const hidden: Hidden[] = [];
  for (const [of, names] of Object.entries(sight.hidden)) {
    for (const name of names) {
      const isName = builtInAttributes.some((attribute) => attribute.name === name);
      if (!isName && whole.findAttribute(of, name) !== undefined) hidden.push({ of, name });
    }
  }
  return hidden;
}

function listHiddenDomains(whole: StoredCatalogue, hidden: readonly Hidden[]): Set<string> {
  const domains = new Set<string>();
  for (const { of, name } of hidden) {
    const attribute = whole.findAttribute(of, name);
    if (attribute?.type === 'reference' && attribute.domain !== undefined) domains.add(attribute.domain);
  }
  return domains;
}

function listHiddenNames(whole: StoredCatalogue, hidden: readonly Hidden[]): Map<number, string[]> {
  const found = new Map<number, string[]>();
  for (const { of, name } of hidden) {
    for (const classId of whole.concreteIds(of)) found.set(classId, [...(found.get(classId) ?? []), name]);
  }
  return found;
}

/** Classes under the same filters stand together, so that a statement about all of them says it once. */
function listRows(whole: StoredCatalogue, sight: Sight, now: Date): SeenRows[] {
  const filters = new Map<string, CheckedFilter>();
  const faults: Fault[] = [];
  for (const [className, filter] of Object.entries(sight.rows)) {
    if (whole.findClass(className) === undefined) continue;
    const checked = checkFilter(filter, { catalogue: whole, className, now }, className);
    filters.set(className, checked.filter);
    faults.push(...checked.faults);
  }
  const [fault] = faults;
  if (fault !== undefined) {
    throw new ForbiddenError(`What you may see cannot be told: ${fault.path} ${fault.message}`);
  }
  const groups = new Map<string, { classIds: number[]; filter: CheckedFilter }>();
  for (const { name, abstract } of whole.classes) {
    const over = [...filters].filter(([of]) => whole.isA(name, of));
    if (abstract || over.length === 0) continue;
    const key = over.map(([of]) => of).join(' ');
    const group = groups.get(key) ?? { classIds: [], filter: { and: over.map(([, filter]) => filter) } };
    group.classIds.push(whole.classId(name));
    groups.set(key, group);
  }
  return [...groups.values()];
}
