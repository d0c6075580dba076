import { z } from 'zod';
import type { JsonValue } from './canonical-json.ts';
import type { AttributeDefinition, AttributeValue, Fault } from './definitions.ts';
import { readValue } from './values.ts';

/** Every operator of a condition. `contain`, `begin` and `end` disregard case. */
export const filterOperators = [
  'equal',
  'notequal',
  'isnull',
  'isnotnull',
  'greater',
  'less',
  'between',
  'contain',
  'begin',
  'end',
  'in',
] as const;
export type FilterOperator = (typeof filterOperators)[number];

/** A question about the attributes of a card. */
export type Filter =
  | { and: Filter[] }
  | { or: Filter[] }
  | { not: Filter }
  | { attribute: string; operator: FilterOperator; value?: JsonValue | undefined };

/** A condition whose values have the type of their attribute. */
export interface Condition {
  attribute: AttributeDefinition;
  operator: FilterOperator;
  /** None for isnull/isnotnull, two for between, any number for in, else one. */
  values: AttributeValue[];
}

/** A filter checked against a class. */
export type CheckedFilter =
  | { and: CheckedFilter[] }
  | { or: CheckedFilter[] }
  | { not: CheckedFilter }
  | Condition;

const condition = z.strictObject({
  attribute: z.string(),
  operator: z.enum(filterOperators),
  value: z.json().optional(),
});

/** The wire form of a filter; at most 20 levels deep, checked by {@link checkFilter}. */
export const filterSchema: z.ZodType<Filter> = z.lazy(() =>
  z.union([
    z.strictObject({ and: z.array(filterSchema).max(100) }),
    z.strictObject({ or: z.array(filterSchema).max(100) }),
    z.strictObject({ not: filterSchema }),
    condition,
  ]),
);

const maxDepth = 20;
const textTypes = new Set(['string', 'text', 'lookup', 'ipAddress', 'url', 'date', 'timestamp']);
const orderless = new Set(['boolean', 'json', 'reference']);

/** Checks names, operators and values of a filter and types its values. Every fault is found at once. */
export function checkFilter(
  filter: Filter,
  attributes: readonly AttributeDefinition[],
  path = 'filter',
  depth = 0,
): { filter: CheckedFilter; faults: Fault[] } {
  if (depth > maxDepth) return failed(path, `is more than ${maxDepth} levels deep`);
  if ('and' in filter) {
    const parts = checkParts(filter.and, attributes, `${path}.and`, depth);
    return { filter: { and: parts.filters }, faults: parts.faults };
  }
  if ('or' in filter) {
    const parts = checkParts(filter.or, attributes, `${path}.or`, depth);
    return { filter: { or: parts.filters }, faults: parts.faults };
  }
  if ('not' in filter) {
    const inner = checkFilter(filter.not, attributes, `${path}.not`, depth + 1);
    return { filter: { not: inner.filter }, faults: inner.faults };
  }
  return checkCondition(filter, attributes, path);
}

function checkParts(
  parts: readonly Filter[],
  attributes: readonly AttributeDefinition[],
  path: string,
  depth: number,
): { filters: CheckedFilter[]; faults: Fault[] } {
  const filters: CheckedFilter[] = [];
  const faults: Fault[] = [];
  for (const [index, part] of parts.entries()) {
    const checked = checkFilter(part, attributes, `${path}.${index}`, depth + 1);
    filters.push(checked.filter);
    faults.push(...checked.faults);
  }
  return { filters, faults };
}

function checkCondition(
  given: Extract<Filter, { attribute: string }>,
  attributes: readonly AttributeDefinition[],
  path: string,
): { filter: CheckedFilter; faults: Fault[] } {
  const attribute = attributes.find((candidate) => candidate.name === given.attribute);
  if (attribute === undefined) return failed(`${path}.attribute`, `"${given.attribute}" does not exist`);
  const { operator } = given;
  const isText = ['contain', 'begin', 'end'].includes(operator);
  if (isText && !textTypes.has(attribute.type)) {
    return failed(`${path}.operator`, `${operator} does not go with the type ${attribute.type}`);
  }
  if (['greater', 'less', 'between'].includes(operator) && orderless.has(attribute.type)) {
    return failed(`${path}.operator`, `${operator} does not go with the type ${attribute.type}`);
  }
  const givenValues = listGivenValues(operator, given.value);
  if (givenValues === undefined) return failed(`${path}.value`, `does not fit the operator ${operator}`);
  const values: AttributeValue[] = [];
  const faults: Fault[] = [];
  for (const value of givenValues) {
    const read = isText && typeof value === 'string' ? { value } : readValue(attribute.type, value);
    if ('fault' in read) faults.push({ path: `${path}.value`, message: read.fault });
    else values.push(read.value);
  }
  return { filter: { attribute, operator, values }, faults };
}

function listGivenValues(operator: FilterOperator, value: JsonValue | undefined): JsonValue[] | undefined {
  if (operator === 'isnull' || operator === 'isnotnull') return [];
  if (value === undefined || value === null) return undefined;
  if (operator === 'in') return Array.isArray(value) && value.length <= 1_000 ? value : undefined;
  if (operator === 'between') return Array.isArray(value) && value.length === 2 ? value : undefined;
  return [value];
}

function failed(path: string, message: string): { filter: CheckedFilter; faults: Fault[] } {
  return { filter: { and: [] }, faults: [{ path, message }] };
}
