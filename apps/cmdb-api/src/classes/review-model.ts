import {
  buildCatalogue,
  findFixedFaults,
  findModelFaults,
  type ModelDefinition,
  type ModelDifference,
} from '@popis/model';
import type { Tx } from '../platform/database/database.ts';
import type { StoredModel } from './catalogue.read-model.ts';
import { countRelationsOf, countRowsOf, listSourceMappings } from './model-review.read-model.ts';
import type { ModelDependant, ModelReview, ModelUse } from './model-review.ts';
import { findUses } from './review-uses.ts';
import { findBrokenValues } from './review-values.ts';
import type { StoredCatalogue } from './stored-catalogue.ts';

/** What a change of the model is to disregard, or to do besides. */
export interface ReviewOptions {
  /** Attributes, as `Class.Attribute`, of which cards without a value will be given one. */
  filled?: ReadonlySet<string>;
  /** Delete even what a mapping of a source names. */
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

/** Mappings of sources that name what is to be altered or deleted. */
async function findDependants(
  tx: Tx,
  before: StoredCatalogue,
  differences: readonly ModelDifference[],
): Promise<ModelDependant[]> {
  const standing = differences.filter((difference) => difference.old !== null);
  if (standing.length === 0) return [];
  const dependants: ModelDependant[] = [];
  for (const { source, classes } of await listSourceMappings(tx)) {
    const items = standing.filter(({ kind, name }) =>
      classes.some((mapped) => {
        if (kind === 'class') return mapped.name === name;
        if (kind === 'domain') return mapped.domain === name;
        const [owner = '', attribute = ''] = name.split('.');
        const names = mapped.attributes?.includes(attribute) ?? false;
        return kind === 'attribute' && names && before.isA(mapped.name, owner);
      }),
    );
    if (items.length > 0) {
      dependants.push({
        kind: 'source',
        name: source,
        items: items.map(({ kind, name }) => `${kind} ${name}`),
      });
    }
  }
  return dependants;
}

function toUses(dependants: readonly ModelDependant[], differences: readonly ModelDifference[]): ModelUse[] {
  const uses: ModelUse[] = [];
  for (const { kind, name, new: item } of differences) {
    if (item !== null) continue;
    const by = dependants.filter(({ items }) => items.includes(`${kind} ${name}`));
    if (by.length > 0) {
      uses.push({
        item: `${kind} ${name}`,
        by: 'sources',
        count: by.length,
        names: by.map((each) => each.name),
      });
    }
  }
  return uses;
}
