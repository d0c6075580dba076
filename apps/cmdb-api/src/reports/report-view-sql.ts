import type { AttributeDefinition, CatalogueClass } from '@popis/model';
import { amountOf, currencyOf, isMoney } from '../cards/ordered-expression.ts';
import { attributeExpression } from '../classes/attribute-expression.ts';
import type { ReferenceAttribute, StoredCatalogue } from '../classes/stored-catalogue.ts';
import { quoteIdentifier } from '../platform/database/quoting.ts';

/** A view for people who report in SQL. */
export interface ReportView {
  name: string;
  definition: string;
  description: string;
  /** Column → what it holds. */
  columns: Record<string, string>;
}

const longestName = 63;

/** One view for each class, of its active cards and those of its descendants; names as SQL has them: `network_device`. */
export function toReportViews(catalogue: StoredCatalogue): ReportView[] {
  const takeName = namesOnce();
  return catalogue.classes.map((known) => toReportView(catalogue, known, takeName(known.name)));
}

function toReportView(catalogue: StoredCatalogue, known: CatalogueClass, name: string): ReportView {
  const takeName = namesOnce();
  const columns: Record<string, string> = {};
  const selected: string[] = [];
  const joins: string[] = [];
  const add = (wanted: string, expression: string, description: string) => {
    const column = takeName(wanted);
    columns[column] = description;
    selected.push(`${expression} AS ${quoteIdentifier(column)}`);
  };
  add('id', 'card.id', 'Id of the card');
  add('class', 'class.name', 'Class of the card: this one or one below it');
  const references = catalogue.references(known.name);
  for (const attribute of known.attributes) {
    const reference = references.find((each) => each.name === attribute.name);
    if (reference === undefined) {
      if (attribute.type === 'money') addMoney(add, attribute);
      else if (attribute.type !== 'reference')
        add(attribute.name, typedExpression(attribute), describe(attribute));
      continue;
    }
    const number = joins.length + 1;
    joins.push(referenceJoin(catalogue, reference, number));
    add(`${attribute.name}_code`, `far_${number}.code`, `${attribute.label}: code of the card`);
    add(`${attribute.name}_id`, `far_${number}.id`, `${attribute.label}: id of the card`);
  }
  add('valid_from', 'card.valid_from', 'Since when the card has been as it is');
  const ids = catalogue.concreteIds(known.name);
  const definition = `SELECT ${selected.join(', ')}
FROM public.card JOIN public.class ON class.id = card.class_id
${joins.join('\n')}
WHERE card.class_id IN (${ids.length === 0 ? 'NULL' : ids.join(', ')})`;
  return {
    name,
    definition,
    description: known.description === '' ? known.label : known.description,
    columns,
  };
}

type AddColumn = (wanted: string, expression: string, description: string) => void;

function addMoney(add: AddColumn, attribute: AttributeDefinition): void {
  const text = attributeExpression(attribute);
  const part = (sql: string) => `CASE WHEN ${isMoney(text)} THEN ${sql} END`;
  add(attribute.name, part(amountOf(text)), `${describe(attribute)}: amount`);
  add(`${attribute.name}_currency`, part(currencyOf(text)), `${attribute.label}: currency`);
}

/**
 * The near end has at most one such relation, so no card is shown twice. That is said in the words of the unique index too,
 * for the planner to use it.
 */
function referenceJoin(
  catalogue: StoredCatalogue,
  { domain, direction }: ReferenceAttribute,
  number: number,
): string {
  const [near, far] = direction === 'directed' ? ['source', 'target'] : ['target', 'source'];
  return `LEFT JOIN public.relation AS shown_${number} ON shown_${number}.domain_id = ${catalogue.domainId(domain.name)}
  AND shown_${number}.${near}_id = card.id AND shown_${number}.${near}_once
LEFT JOIN public.card AS far_${number} ON far_${number}.id = shown_${number}.${far}_id
  AND far_${number}.class_id = shown_${number}.${far}_class`;
}

/** The type of the column; the types that are absent here are shown by {@link attributeExpression}. */
const castTypes: Partial<Record<AttributeDefinition['type'], string>> = {
  integer: 'bigint',
  decimal: 'numeric',
  boolean: 'boolean',
  date: 'date',
  timestamp: 'timestamptz',
  interval: 'interval',
  ipAddress: 'inet',
  ipNetwork: 'cidr',
};

/** What is no value of the type shows as none, rather than failing every report on the class. */
function typedExpression(attribute: AttributeDefinition): string {
  if (attribute.type === 'lookupArray') return codesExpression(attributeExpression(attribute));
  const type = castTypes[attribute.type];
  if (type === undefined) return attributeExpression(attribute);
  const text = attributeExpression({ name: attribute.name, type: 'string' });
  return `CASE WHEN pg_input_is_valid(${text}, '${type}') THEN ${text}::${type} END`;
}

function codesExpression(list: string): string {
  return `CASE WHEN jsonb_typeof(${list}) = 'array' THEN ARRAY(SELECT jsonb_array_elements_text(${list})) END`;
}

function describe({ label, unit }: AttributeDefinition): string {
  return unit === null ? label : `${label} (${unit})`;
}

/** Makes names of SQL from names of the model, none of them twice. */
function namesOnce(): (name: string) => string {
  const taken = new Set<string>();
  return (name) => {
    const plain = toSqlName(name).slice(0, longestName);
    let free = plain;
    for (let number = 2; taken.has(free); number += 1) {
      const suffix = `_${number}`;
      free = `${plain.slice(0, longestName - suffix.length)}${suffix}`;
    }
    taken.add(free);
    return free;
  };
}

/** `IPAddress` → `ip_address`, `OSVersion` → `os_version`, `NumSlot` → `num_slot`. */
export function toSqlName(name: string): string {
  return name
    .replaceAll(/([A-Z]+)([A-Z][a-z])/g, '$1_$2')
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toLowerCase();
}
