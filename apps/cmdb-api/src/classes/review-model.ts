import {
  buildCatalogue,
  findFixedFaults,
  findModelFaults,
  lookupsAbove,
  type ModelDefinition,
  type ModelDifference,
  resolveParentPath,
} from '@popis/model';
import type { Tx } from '../platform/database/database.ts';
import type { StoredModel } from './catalogue.read-model.ts';
import {
  countRelationsOf,
  countRowsOf,
  listSourceMappings,
  listViewUses,
  type MappedItem,
} from './model-review.read-model.ts';
import type { ModelDependant, ModelReview, ModelUse } from './model-review.ts';
import { findRelationRemovals, findRemovals } from './review-removals.ts';
import { findUses } from './review-uses.ts';
import { findBrokenValues } from './review-values.ts';
import type { StoredCatalogue } from './stored-catalogue.ts';

/** What a change of the model is to disregard, or to do besides. */
export interface ReviewOptions {
  /** Attributes, as `Class.Attribute`, of which cards without a value will be given one. */
  filled?: ReadonlySet<string>;
  /** Delete even what a mapping of a source or a saved view names. */
  ignoreDependants?: boolean;
}

/** Says all that can be said of making the next model of the one that stands. Writes nothing. */
export async function reviewModel(
  tx: Tx,
  before: StoredCatalogue,
  current: StoredModel,
  next: ModelDefinition,
  differences: readonly ModelDifference[],
  { filled = new Set(), ignoreDependants = false }: ReviewOptions,
): Promise<ModelReview> {
  const faults = [...findModelFaults(next), ...findFixedFaults(current, next)];
  const after = buildCatalogue({ ...next, lookups: next.lookups.map(withAllActive) });
  const uses = await findUses(tx, before, next, after, differences);
  const dependants = await findDependants(tx, before, differences);
  if (!ignoreDependants) uses.push(...toUses(dependants, differences));
  const touched = countable(before, differences);
  return {
    revision: before.revision,
    differences: [...differences],
    faults,
    uses,
    // Values cannot be held against a model that makes no sense.
    broken: faults.length > 0 ? [] : await findBrokenValues(tx, before, after, filled),
    dependants,
    removals: await findRemovals(tx, before, after),
    relationRemovals: await findRelationRemovals(tx, before, after),
    cards: await countRowsOf(tx, 'card', touched.classIds),
    relations: await countRelationsOf(tx, 'relation', touched.domainIds),
  };
}

function withAllActive(lookup: ModelDefinition['lookups'][number]): ModelDefinition['lookups'][number] {
  return { ...lookup, values: lookup.values.map((value) => ({ ...value, active: true })) };
}

/** Classes and domains that stand and differ, in themselves, in an attribute, or in a lookup that they use. */
function countable(before: StoredCatalogue, differences: readonly ModelDifference[]) {
  const classIds = new Set<number>();
  const domainIds = new Set<number>();
  const lookups = new Set<string>();
  for (const { kind, name } of differences) {
    const className = name.split('.')[0] ?? '';
    if ((kind === 'class' || kind === 'attribute') && before.findClass(className) !== undefined) {
      for (const id of before.concreteIds(className)) classIds.add(id);
    }
    if (kind === 'domain' && before.findDomain(name) !== undefined) domainIds.add(before.domainId(name));
    if (kind === 'lookup') lookups.add(name);
  }
  for (const { name, abstract, attributes } of before.classes) {
    const uses = attributes.some(({ lookup }) => lookup !== undefined && lookups.has(lookup));
    if (uses && !abstract) classIds.add(before.classId(name));
  }
  return { classIds: [...classIds], domainIds: [...domainIds] };
}

/** Mappings of sources and saved views that name what is to be altered or deleted. */
async function findDependants(
  tx: Tx,
  before: StoredCatalogue,
  differences: readonly ModelDifference[],
): Promise<ModelDependant[]> {
  const standing = differences.filter((difference) => difference.old !== null);
  if (standing.length === 0) return [];
  const sources = await listSourceMappings(tx);
  const users: { kind: ModelDependant['kind']; name: string; classes: readonly MappedItem[] }[] = [
    ...sources.map(({ source: name, classes }) => ({ kind: 'source' as const, name, classes })),
    ...(await listViewUses(tx)).map((view) => ({
      kind: 'view' as const,
      name: view.name,
      classes: [
        {
          name: view.class,
          attributes: view.attributes.map((path) => path.split('.')[0] ?? ''),
          paths: view.attributes,
        },
      ],
    })),
  ];
  const dependants: ModelDependant[] = [];
  for (const { kind, name, classes } of users) {
    const items = standing.filter((item) => classes.some((used) => isUsedBy(before, item, used)));
    if (items.length === 0) continue;
    dependants.push({ kind, name, items: items.map((item) => `${item.kind} ${item.name}`) });
  }
  return dependants;
}

function isUsedBy(before: StoredCatalogue, { kind, name }: ModelDifference, used: MappedItem): boolean {
  if (kind === 'class') return used.name === name;
  if (kind === 'domain') return used.domain === name;
  if (kind === 'lookup') return used.paths?.some((path) => leadsOver(before, used.name, path, name)) ?? false;
  const [owner = '', attribute = ''] = name.split('.');
  const isNamed = used.attributes?.includes(attribute) ?? false;
  return kind === 'attribute' && isNamed && before.isA(used.name, owner);
}

/** Whether a path goes up from a code by way of a lookup. */
function leadsOver(before: StoredCatalogue, className: string, path: string, name: string): boolean {
  const found = resolveParentPath(before, className, path);
  if ('fault' in found || found.levels === 0) return false;
  const lookup = before.findLookup(found.path.attribute.lookup ?? '');
  if (lookup === undefined) return false;
  return [lookup, ...lookupsAbove(before, lookup).slice(0, found.levels)].some((each) => each.name === name);
}

function toUses(dependants: readonly ModelDependant[], differences: readonly ModelDifference[]): ModelUse[] {
  const uses: ModelUse[] = [];
  for (const { kind, name, new: item } of differences) {
    if (item !== null) continue;
    for (const user of ['source', 'view'] as const) {
      const by = dependants.filter((each) => each.kind === user && each.items.includes(`${kind} ${name}`));
      const names = by.map((each) => each.name);
      if (by.length > 0) uses.push({ item: `${kind} ${name}`, by: `${user}s`, count: by.length, names });
    }
  }
  return uses;
}
