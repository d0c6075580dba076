import type { ClassDefinition, ModelDefinition, ModelDifference, ModelItemKind } from '@popis/model';
import type { Tx } from '../platform/database/database.ts';
import type { StoredModel } from './catalogue.read-model.ts';
import {
  deleteAttributes,
  deleteClasses,
  deleteDomains,
  deleteLookups,
  insertAttribute,
  insertClass,
  insertDomain,
  insertLookup,
  updateAttribute,
  updateClass,
  updateDomain,
  updateLookup,
} from './model.repository.ts';

/** Writes the differences between the model that stands and the next one. What refers goes before what is referred to. */
export async function applyModel(
  tx: Tx,
  current: StoredModel,
  next: ModelDefinition,
  differences: readonly ModelDifference[],
  changeId: string,
): Promise<void> {
  await deleteItems(tx, current, differences);
  const ids: ModelIds = {
    classes: new Map(current.classIds),
    domains: new Map(current.domainIds),
    lookups: new Map(current.lookupIds),
  };
  const { isNew, isChanged } = selectItems(differences);
  for (const lookup of parentsFirst(next.lookups, ({ parent }) => parent ?? null)) {
    const { name, parent } = lookup;
    const parentId = ids.lookups.get(parent ?? '') ?? null;
    if (isNew('lookup', name)) ids.lookups.set(name, await insertLookup(tx, lookup, parentId, changeId));
    else if (isChanged('lookup', name)) await updateLookup(tx, ids.lookups.get(name) ?? 0, lookup, parentId);
  }
  for (const definition of parentsFirst(next.classes, ({ superclass }) => superclass)) {
    const { name, superclass } = definition;
    if (isNew('class', name)) {
      const superclassId = superclass === null ? null : (ids.classes.get(superclass) ?? null);
      ids.classes.set(name, await insertClass(tx, definition, superclassId, changeId));
    } else if (isChanged('class', name)) await updateClass(tx, definition);
  }
  for (const domain of next.domains) {
    if (isNew('domain', domain.name)) {
      const sourceClassId = ids.classes.get(domain.source) ?? 0;
      const targetClassId = ids.classes.get(domain.target) ?? 0;
      const ends = { sourceClassId, targetClassId };
      ids.domains.set(domain.name, await insertDomain(tx, domain, ends, changeId));
    } else if (isChanged('domain', domain.name)) await updateDomain(tx, domain);
  }
  for (const definition of next.classes) {
    await writeAttributes(tx, current, definition, differences, ids, changeId);
  }
}

interface ModelIds {
  classes: Map<string, number>;
  domains: Map<string, number>;
  lookups: Map<string, number>;
}

function selectItems(differences: readonly ModelDifference[]) {
  const found = new Map(differences.map((each) => [`${each.kind} ${each.name}`, each]));
  return {
    isNew: (kind: ModelItemKind, name: string) => found.get(`${kind} ${name}`)?.old === null,
    isChanged: (kind: ModelItemKind, name: string) => found.has(`${kind} ${name}`),
  };
}

async function deleteItems(
  tx: Tx,
  current: StoredModel,
  differences: readonly ModelDifference[],
): Promise<void> {
  const gone = (kind: ModelItemKind, ids: ReadonlyMap<string, number>) => {
    const items = differences.filter((each) => each.kind === kind && each.new === null);
    return items.map((each) => ids.get(each.name) ?? 0);
  };
  await deleteAttributes(tx, gone('attribute', current.attributeIds));
  await deleteDomains(tx, gone('domain', current.domainIds));
  await deleteClasses(tx, gone('class', current.classIds));
  await deleteLookups(tx, gone('lookup', current.lookupIds));
}

async function writeAttributes(
  tx: Tx,
  current: StoredModel,
  { name: className, attributes }: ClassDefinition,
  differences: readonly ModelDifference[],
  ids: ModelIds,
  changeId: string,
): Promise<void> {
  const { isNew, isChanged } = selectItems(differences);
  for (const attribute of attributes) {
    const name = `${className}.${attribute.name}`;
    const lookupId = ids.lookups.get(attribute.lookup ?? '') ?? null;
    if (isNew('attribute', name)) {
      const classId = ids.classes.get(className) ?? 0;
      const domainId = ids.domains.get(attribute.domain ?? '') ?? null;
      await insertAttribute(tx, attribute, { classId, lookupId, domainId }, changeId);
    } else if (isChanged('attribute', name)) {
      await updateAttribute(tx, current.attributeIds.get(name) ?? 0, attribute, lookupId);
    }
  }
}

function parentsFirst<T extends { name: string }>(
  items: readonly T[],
  parentOf: (item: T) => string | null,
): T[] {
  const ordered: T[] = [];
  const names = new Set(items.map((item) => item.name));
  while (ordered.length < items.length) {
    const placed = new Set(ordered.map((item) => item.name));
    const ready = items.filter((item) => {
      const parent = parentOf(item);
      const waits = parent !== null && names.has(parent) && !placed.has(parent);
      return !placed.has(item.name) && !waits;
    });
    if (ready.length === 0) throw new RangeError('Some are below themselves');
    ordered.push(...ready);
  }
  return ordered;
}
