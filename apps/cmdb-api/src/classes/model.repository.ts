import type { AttributeDefinition, ClassDefinition, DomainDefinition, LookupDefinition } from '@popis/model';
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
  const row = { name, label, description, abstract, superclassId, changeId };
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
  const { name, label, type, mandatory, unique, unit, position, group } = definition;
  const row = { name, label, type, mandatory, unique, unit, position, group, ...owner, changeId };
  // TypeORM would write a null of JSON where SQL's null is meant.
  const value = definition.default === null ? {} : { default: definition.default };
  await tx.getRepository(AttributeEntity).insert({ ...row, ...value });
}

export async function insertDomain(
  tx: Tx,
  definition: DomainDefinition,
  ends: { sourceClassId: number; targetClassId: number },
  changeId: string,
): Promise<number> {
  const { name, label, cardinality, directLabel, inverseLabel, impact, attributes } = definition;
  const row = { name, label, cardinality, directLabel, inverseLabel, impact, attributes, ...ends, changeId };
  const inserted = await tx.getRepository(DomainEntity).insert(row);
  return inserted.identifiers[0]?.id;
}

export async function insertLookup(tx: Tx, definition: LookupDefinition, changeId: string): Promise<number> {
  const { name, label } = definition;
  const inserted = await tx.getRepository(LookupEntity).insert({ name, label, changeId });
  const lookupId: number = inserted.identifiers[0]?.id;
  const values = definition.values.map((value) => ({ ...value, lookupId }));
  if (values.length > 0) await tx.getRepository(LookupValueEntity).insert(values);
  return lookupId;
}

/** Makes the index that keeps values unique among the active cards of a class. `expression` is over table `card`. */
export async function createUniqueIndex(
  tx: Tx,
  classId: number,
  indexName: string,
  expression: string,
): Promise<void> {
  const onPartition = expression.replaceAll('card.', '');
  await tx.query(
    `CREATE UNIQUE INDEX ${quoteIdentifier(indexName)} ON ${quoteIdentifier(`card_c${classId}`)} (${onPartition})`,
  );
}

export async function hasCards(tx: Tx, classIds: readonly number[]): Promise<boolean> {
  const rows: { found: boolean }[] = await tx.query(
    'SELECT EXISTS (SELECT FROM card WHERE card.class_id = ANY ($1::integer[])) AS found',
    [classIds],
  );
  return rows[0]?.found ?? false;
}
