import type {
  AttributeDefinition,
  ClassDefinition,
  DomainDefinition,
  LookupDefinition,
  LookupValue,
} from '@popis/model';
import type { Tx } from '../platform/database/database.ts';
import { quoteIdentifier } from '../platform/database/quoting.ts';
import { AttributeEntity } from './attribute.entity.ts';
import { ClassEntity } from './class.entity.ts';
import { DomainEntity } from './domain.entity.ts';
import { LookupEntity, LookupValueEntity } from './lookup.entity.ts';

/** Inserts a class without its attributes and gives its number. A class that is not abstract gets its partitions. */
export async function insertClass(
  tx: Tx,
  definition: ClassDefinition,
  superclassId: number | null,
  changeId: string,
): Promise<number> {
  const { name, label, description, abstract } = definition;
  const retention = definition.retention?.toString() ?? null;
  const row = { name, label, description, abstract, superclassId, retention, changeId };
  const inserted = await tx.getRepository(ClassEntity).insert(row);
  const id: number = inserted.identifiers[0]?.id;
  if (!abstract) await tx.query('SELECT create_class_partitions($1)', [id]);
  return id;
}

export async function insertAttribute(
  tx: Tx,
  definition: AttributeDefinition,
  owner: { classId: number; lookupId: number | null; domainId: number | null },
  changeId: string,
): Promise<void> {
  const row = { ...toAttributeRow(definition), name: definition.name, ...owner, changeId };
  const inserted = await tx.getRepository(AttributeEntity).insert(row);
  await writeJson(tx, inserted.identifiers[0]?.id, definition);
}

function toAttributeRow(definition: AttributeDefinition) {
  const { label, type, mandatory, unique, unit, position, group } = definition;
  const { mode = 'write', indexed = false } = definition;
  return { label, type, mandatory, unique, unit, position, group, mode, indexed };
}

/** TypeORM would write a null of JSON where SQL's null is meant. */
async function writeJson(tx: Tx, id: number, definition: AttributeDefinition): Promise<void> {
  await tx.query(
    `UPDATE attribute SET default_value = nullif($2::jsonb, 'null'), validation = nullif($3::jsonb, 'null')
     WHERE attribute.id = $1`,
    [id, JSON.stringify(definition.default), JSON.stringify(definition.validation ?? null)],
  );
}

export async function insertDomain(
  tx: Tx,
  definition: DomainDefinition,
  ends: { sourceClassId: number; targetClassId: number },
  changeId: string,
): Promise<number> {
  const { name, cardinality } = definition;
  const row = { ...toDomainRow(definition), name, cardinality, ...ends, changeId };
  const inserted = await tx.getRepository(DomainEntity).insert(row);
  return inserted.identifiers[0]?.id;
}

export async function insertLookup(
  tx: Tx,
  definition: LookupDefinition,
  parentId: number | null,
  changeId: string,
): Promise<number> {
  const { name, label } = definition;
  const inserted = await tx.getRepository(LookupEntity).insert({ name, label, parentId, changeId });
  const lookupId: number = inserted.identifiers[0]?.id;
  const values = definition.values.map((value) => toValueRow(value, lookupId, parentId));
  if (values.length > 0) await tx.getRepository(LookupValueEntity).insert(values);
  return lookupId;
}

function toValueRow(value: LookupValue, lookupId: number, parentId: number | null) {
  const { code, label, position, active, description = '', default: isDefault = false, parent } = value;
  const parentCode = parent || null;
  const parentLookupId = parentCode === null ? null : parentId;
  return { lookupId, code, label, position, active, description, isDefault, parentLookupId, parentCode };
}

export async function updateClass(tx: Tx, definition: ClassDefinition): Promise<void> {
  const { name, label, description } = definition;
  const retention = definition.retention?.toString() ?? null;
  await tx.getRepository(ClassEntity).update({ name }, { label, description, retention });
}

export async function updateAttribute(
  tx: Tx,
  id: number,
  definition: AttributeDefinition,
  lookupId: number | null,
): Promise<void> {
  await tx.getRepository(AttributeEntity).update({ id }, { ...toAttributeRow(definition), lookupId });
  await writeJson(tx, id, definition);
}

export async function updateDomain(tx: Tx, definition: DomainDefinition): Promise<void> {
  await tx.getRepository(DomainEntity).update({ name: definition.name }, toDomainRow(definition));
}

function toDomainRow(definition: DomainDefinition) {
  const { label, directLabel, inverseLabel, impact, attributes } = definition;
  const { onSourceRetired = 'end', onTargetRetired = 'end' } = definition;
  const { disabledSources = [], disabledTargets = [] } = definition;
  const rules = { onSourceRetired, onTargetRetired, disabledSources, disabledTargets };
  return { label, directLabel, inverseLabel, impact, attributes, ...rules };
}

/** Makes the label, parent and values of a lookup what the definition says. */
export async function updateLookup(
  tx: Tx,
  id: number,
  definition: LookupDefinition,
  parentId: number | null,
): Promise<void> {
  await tx.getRepository(LookupEntity).update({ id }, { label: definition.label, parentId });
  await tx.query(
    'DELETE FROM lookup_value WHERE lookup_value.lookup_id = $1 AND lookup_value.code <> ALL ($2)',
    [id, definition.values.map((value) => value.code)],
  );
  // A default goes from one value to another: the one must not have it any more when the other gets it.
  await tx.query(
    'UPDATE lookup_value SET is_default = false WHERE lookup_value.lookup_id = $1 AND lookup_value.is_default',
    [id],
  );
  const rows = definition.values.map((value) => toValueRow(value, id, parentId));
  if (rows.length > 0) await tx.getRepository(LookupValueEntity).upsert(rows, ['lookupId', 'code']);
}

export async function deleteAttributes(tx: Tx, ids: readonly number[]): Promise<void> {
  await tx.query('DELETE FROM attribute WHERE attribute.id = ANY ($1::integer[])', [ids]);
}

export async function deleteDomains(tx: Tx, ids: readonly number[]): Promise<void> {
  await tx.query('DELETE FROM domain WHERE domain.id = ANY ($1::integer[])', [ids]);
}

export async function deleteLookups(tx: Tx, ids: readonly number[]): Promise<void> {
  await tx.query('DELETE FROM lookup_value WHERE lookup_value.lookup_id = ANY ($1::integer[])', [ids]);
  await tx.query('DELETE FROM lookup WHERE lookup.id = ANY ($1::integer[])', [ids]);
}

/** Deletes classes with their partitions, which must be empty. */
export async function deleteClasses(tx: Tx, ids: readonly number[]): Promise<void> {
  for (const id of ids) {
    for (const table of ['card', 'card_history']) {
      const partition = quoteIdentifier(`${table}_c${id}`);
      const [{ found } = { found: null }]: { found: string | null }[] = await tx.query(
        'SELECT to_regclass($1)::text AS found',
        [partition],
      );
      if (found === null) continue;
      // Keys of relations refer to the partition as long as it is one.
      await tx.query(`ALTER TABLE ${table} DETACH PARTITION ${partition}`);
      await tx.query(`DROP TABLE ${partition}`);
    }
  }
  await tx.query('DELETE FROM class WHERE class.id = ANY ($1::integer[])', [ids]);
}
