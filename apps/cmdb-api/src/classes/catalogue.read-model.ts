import type {
  AttributeDefinition,
  AttributeMode,
  AttributeValue,
  ClassDefinition,
  DomainDefinition,
  LookupDefinition,
  LookupValue,
  ModelDefinition,
  Retention,
  RetireRule,
  Validation,
} from '@popis/model';
import type { Tx } from '../platform/database/database.ts';

/** The model as it is stored, with the numbers that cards and relations refer to. */
export interface StoredModel extends ModelDefinition {
  revision: string;
  classIds: ReadonlyMap<string, number>;
  domainIds: ReadonlyMap<string, number>;
  lookupIds: ReadonlyMap<string, number>;
  /** Number of each attribute that a class declares, under `Class.Attribute`. */
  attributeIds: ReadonlyMap<string, number>;
}

interface ClassRow {
  id: number;
  name: string;
  label: string;
  description: string;
  superclass: string | null;
  abstract: boolean;
  retention: string | null;
}

interface AttributeRow {
  id: number;
  class: string;
  name: string;
  label: string;
  type: AttributeDefinition['type'];
  mandatory: boolean;
  is_unique: boolean;
  default_value: AttributeValue;
  unit: string | null;
  position: number;
  group_name: string | null;
  mode: AttributeMode;
  is_indexed: boolean;
  validation: Validation | null;
  lookup: string | null;
  domain: string | null;
}

interface DomainRow {
  id: number;
  name: string;
  label: string;
  source: string;
  target: string;
  cardinality: DomainDefinition['cardinality'];
  direct_label: string;
  inverse_label: string;
  impact: DomainDefinition['impact'];
  on_source_retired: RetireRule;
  on_target_retired: RetireRule;
  disabled_sources: string[];
  disabled_targets: string[];
  attributes: AttributeDefinition[];
}

interface LookupRow {
  id: number;
  name: string;
  label: string;
  parent: string | null;
}

interface LookupValueRow {
  lookup: string;
  code: string;
  label: string;
  position: number;
  active: boolean;
  description: string;
  is_default: boolean;
  parent_code: string | null;
}

/** Which revision of the model this transaction sees. */
export async function readModelRevision(tx: Tx): Promise<string> {
  const rows: { revision: string }[] = await tx.query('SELECT revision FROM model_revision');
  return rows[0]?.revision ?? '0';
}

/** Reads the whole model; a model is small and is kept in memory until its revision is another. */
export async function readModel(tx: Tx): Promise<StoredModel> {
  const revision = await readModelRevision(tx);
  const classRows: ClassRow[] = await tx.query(
    `SELECT class.id, class.name, class.label, class.description, superclass.name AS superclass, class.abstract,
       class.retention
     FROM class LEFT JOIN class AS superclass ON superclass.id = class.superclass_id ORDER BY class.id`,
  );
  const attributeRows: AttributeRow[] = await tx.query(
    `SELECT attribute.id, class.name AS class, attribute.name, attribute.label, attribute.type, attribute.mandatory,
       attribute.is_unique, attribute.default_value, attribute.unit, attribute.position, attribute.group_name,
       attribute.mode, attribute.is_indexed, attribute.validation,
       lookup.name AS lookup, domain.name AS domain
     FROM attribute JOIN class ON class.id = attribute.class_id
     LEFT JOIN lookup ON lookup.id = attribute.lookup_id
     LEFT JOIN domain ON domain.id = attribute.domain_id
     ORDER BY attribute.position, attribute.id`,
  );
  const domainRows: DomainRow[] = await tx.query(
    `SELECT domain.id, domain.name, domain.label, source.name AS source, target.name AS target,
       domain.cardinality, domain.direct_label, domain.inverse_label, domain.impact, domain.attributes,
       domain.on_source_retired, domain.on_target_retired, domain.disabled_sources, domain.disabled_targets
     FROM domain JOIN class AS source ON source.id = domain.source_class_id
     JOIN class AS target ON target.id = domain.target_class_id ORDER BY domain.id`,
  );
  const lookupRows: LookupRow[] = await tx.query(
    `SELECT lookup.id, lookup.name, lookup.label, parent.name AS parent
     FROM lookup LEFT JOIN lookup AS parent ON parent.id = lookup.parent_id ORDER BY lookup.id`,
  );
  const valueRows: LookupValueRow[] = await tx.query(
    `SELECT lookup.name AS lookup, lookup_value.code, lookup_value.label, lookup_value.position, lookup_value.active,
       lookup_value.description, lookup_value.is_default, lookup_value.parent_code
     FROM lookup_value JOIN lookup ON lookup.id = lookup_value.lookup_id
     ORDER BY lookup_value.position, lookup_value.id`,
  );
  return {
    revision,
    classes: classRows.map((row) => toClass(row, attributeRows)),
    domains: domainRows.map(toDomain),
    lookups: lookupRows.map((row) => toLookup(row, valueRows)),
    classIds: new Map(classRows.map((row) => [row.name, row.id])),
    domainIds: new Map(domainRows.map((row) => [row.name, row.id])),
    lookupIds: new Map(lookupRows.map((row) => [row.name, row.id])),
    attributeIds: new Map(attributeRows.map((row) => [`${row.class}.${row.name}`, row.id])),
  };
}

/** What the numbers of the model stand for; of one that stands for nothing, its digits. */
export async function readModelNames(
  tx: Tx,
): Promise<{ className(id: number): string; domainName(id: number): string }> {
  const { classIds, domainIds } = await readModel(tx);
  const classes = new Map([...classIds].map(([name, id]) => [id, name]));
  const domains = new Map([...domainIds].map(([name, id]) => [id, name]));
  return {
    className: (id) => classes.get(id) ?? `${id}`,
    domainName: (id) => domains.get(id) ?? `${id}`,
  };
}

function toClass(row: ClassRow, attributes: readonly AttributeRow[]): ClassDefinition {
  const { name, label, description, superclass, abstract } = row;
  const own = attributes.filter((attribute) => attribute.class === name).map(toAttribute);
  const retention = row.retention === null ? {} : { retention: readRetention(row.retention) };
  return { name, label, description, superclass, abstract, ...retention, attributes: own };
}

function readRetention(stored: string): Retention {
  return stored === 'forever' ? stored : Number(stored);
}

function toAttribute(row: AttributeRow): AttributeDefinition {
  return {
    name: row.name,
    label: row.label,
    type: row.type,
    mandatory: row.mandatory,
    unique: row.is_unique,
    default: row.default_value,
    unit: row.unit,
    position: row.position,
    group: row.group_name,
    ...(row.mode === 'write' ? {} : { mode: row.mode }),
    ...(row.is_indexed ? { indexed: true } : {}),
    ...(row.validation === null ? {} : { validation: row.validation }),
    ...(row.lookup === null ? {} : { lookup: row.lookup }),
    ...(row.domain === null ? {} : { domain: row.domain }),
  };
}

function toDomain(row: DomainRow): DomainDefinition {
  return {
    name: row.name,
    label: row.label,
    source: row.source,
    target: row.target,
    cardinality: row.cardinality,
    directLabel: row.direct_label,
    inverseLabel: row.inverse_label,
    impact: row.impact,
    ...(row.on_source_retired === 'end' ? {} : { onSourceRetired: row.on_source_retired }),
    ...(row.on_target_retired === 'end' ? {} : { onTargetRetired: row.on_target_retired }),
    ...(row.disabled_sources.length === 0 ? {} : { disabledSources: row.disabled_sources }),
    ...(row.disabled_targets.length === 0 ? {} : { disabledTargets: row.disabled_targets }),
    attributes: row.attributes,
  };
}

function toLookup({ name, label, parent }: LookupRow, values: readonly LookupValueRow[]): LookupDefinition {
  const own = values.filter((value) => value.lookup === name).map(toValue);
  return { name, label, ...(parent === null ? {} : { parent }), values: own };
}

function toValue(row: LookupValueRow): LookupValue {
  const { code, label, position, active, description, is_default: isDefault, parent_code: parent } = row;
  return {
    ...{ code, label, position, active },
    ...(description === '' ? {} : { description }),
    ...(isDefault ? { default: true } : {}),
    ...(parent === null ? {} : { parent }),
  };
}
