import { Inject, Injectable } from '@nestjs/common';
import { type Fault, InvalidInputError } from '@popis/errors';
import { type ClassDefinition, findModelFaults, type ModelDefinition } from '@popis/model';
import type { ChangeContext } from '../changes/attestation.ts';
import { ChangesService } from '../changes/changes.service.ts';
import type { Tx } from '../platform/database/database.ts';
import { attributeExpression, uniqueIndexName } from './attribute-expression.ts';
import { readModel } from './catalogue.read-model.ts';
import { CatalogueService } from './catalogue.service.ts';
import {
  createUniqueIndex,
  hasCards,
  insertAttribute,
  insertClass,
  insertDomain,
  insertLookup,
} from './model.repository.ts';
import { listNewAttributes, type ModelAddition, toAttestedAddition } from './model-addition.ts';
import type { StoredCatalogue } from './stored-catalogue.ts';

/** The one way to change the model. */
@Injectable()
export class ModelEditor {
  constructor(
    @Inject(CatalogueService) private readonly catalogues: CatalogueService,
    @Inject(ChangesService) private readonly changes: ChangesService,
  ) {}

  /** @throws InvalidInputError with every fault that the whole model would have. */
  async add(tx: Tx, context: ChangeContext, addition: ModelAddition): Promise<StoredCatalogue> {
    const before = await this.catalogues.currentForChange(tx);
    const next = extend(await readModel(tx), addition);
    const faults = [...findModelFaults(next), ...(await findMandatoryFaults(tx, before, addition))];
    if (faults.length > 0) throw new InvalidInputError('The model would have faults', faults);

    const change = await this.changes.begin(tx, context);
    await this.changes.record(tx, change, toAttestedAddition(addition));
    await insertAll(tx, addition, change.id);
    await this.catalogues.raise(tx);
    const after = await this.catalogues.current(tx);
    await createUniqueIndexes(tx, after, addition);
    return after;
  }
}

function extend(model: ModelDefinition, addition: ModelAddition): ModelDefinition {
  const classes = model.classes.map((known) => {
    const added = (addition.attributes ?? []).filter((item) => item.class === known.name);
    return { ...known, attributes: [...known.attributes, ...added.map((item) => item.attribute)] };
  });
  return {
    classes: [...classes, ...(addition.classes ?? [])],
    domains: [...model.domains, ...(addition.domains ?? [])],
    lookups: [...model.lookups, ...(addition.lookups ?? [])],
  };
}

/** Cards that exist already would break the promise of a new mandatory attribute. */
async function findMandatoryFaults(
  tx: Tx,
  catalogue: StoredCatalogue,
  addition: ModelAddition,
): Promise<Fault[]> {
  const faults: Fault[] = [];
  for (const { class: className, attribute } of addition.attributes ?? []) {
    if (!attribute.mandatory || !(await hasCards(tx, catalogue.concreteIds(className)))) continue;
    const path = `classes.${className}.attributes.${attribute.name}.mandatory`;
    faults.push({ path, message: 'cannot be promised: there are cards without a value' });
  }
  return faults;
}

async function insertAll(tx: Tx, addition: ModelAddition, changeId: string): Promise<void> {
  const { lookups = [], classes = [], domains = [] } = addition;
  const known = await readModel(tx);
  const classIds = new Map(known.classIds);
  const domainIds = new Map(known.domainIds);
  const lookupIds = new Map(known.lookupIds);
  for (const lookup of lookups) lookupIds.set(lookup.name, await insertLookup(tx, lookup, changeId));
  for (const definition of superclassesFirst(classes)) {
    const superclassId =
      definition.superclass === null ? null : (classIds.get(definition.superclass) ?? null);
    classIds.set(definition.name, await insertClass(tx, definition, superclassId, changeId));
  }
  for (const domain of domains) {
    const sourceClassId = classIds.get(domain.source) ?? 0;
    const targetClassId = classIds.get(domain.target) ?? 0;
    domainIds.set(domain.name, await insertDomain(tx, domain, { sourceClassId, targetClassId }, changeId));
  }
  for (const { class: className, attribute } of listNewAttributes(addition)) {
    const owner = {
      classId: classIds.get(className) ?? 0,
      lookupId: lookupIds.get(attribute.lookup ?? '') ?? null,
      domainId: domainIds.get(attribute.domain ?? '') ?? null,
    };
    await insertAttribute(tx, attribute, owner, changeId);
  }
}

function superclassesFirst(classes: readonly ClassDefinition[]): ClassDefinition[] {
  const ordered: ClassDefinition[] = [];
  const names = new Set(classes.map((definition) => definition.name));
  while (ordered.length < classes.length) {
    const placed = new Set(ordered.map((definition) => definition.name));
    const ready = classes.filter(({ name, superclass }) => {
      const waits = superclass !== null && names.has(superclass) && !placed.has(superclass);
      return !placed.has(name) && !waits;
    });
    if (ready.length === 0) throw new RangeError('Classes are below themselves');
    ordered.push(...ready);
  }
  return ordered;
}

/** A new class gets the indexes of all its unique attributes, a known class and its descendants those of the new ones. */
async function createUniqueIndexes(
  tx: Tx,
  catalogue: StoredCatalogue,
  addition: ModelAddition,
): Promise<void> {
  const newClasses = new Set((addition.classes ?? []).map((definition) => definition.name));
  for (const known of catalogue.classes) {
    if (known.abstract) continue;
    for (const attribute of known.attributes) {
      const declaredBy = attribute.inheritedFrom ?? known.name;
      const isNew = (addition.attributes ?? []).some(
        (item) => item.class === declaredBy && item.attribute.name === attribute.name,
      );
      const attributeId = catalogue.attributeId(known.name, attribute.name);
      if (!attribute.unique || attributeId === undefined || !(isNew || newClasses.has(known.name))) continue;
      const classId = catalogue.classId(known.name);
      const indexName = uniqueIndexName(classId, attributeId);
      await createUniqueIndex(tx, classId, indexName, attributeExpression(attribute));
    }
  }
}
