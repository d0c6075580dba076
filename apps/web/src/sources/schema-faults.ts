import type { Fault } from '@popis/errors';

/** As much of JSON Schema as the contract of the API uses for what is checked here. */
export interface JsonSchema {
  readonly description?: string;
  readonly type?: string;
  readonly enum?: readonly unknown[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean;
  readonly items?: JsonSchema;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly format?: string;
  readonly pattern?: string;
}

/** Everything in which a value is not what a schema wants, each with its path: `precedence.0.rank`. */
export function findSchemaFaults(schema: JsonSchema, value: unknown, path = ''): Fault[] {
  const message = findMessage(schema, value);
  if (message !== undefined) return [{ path, message }];
  if (Array.isArray(value)) {
    const { items = {} } = schema;
    return value.flatMap((each, index) => findSchemaFaults(items, each, join(path, String(index))));
  }
  return isFields(value) ? findFieldFaults(schema, value, path) : [];
}

function findFieldFaults(schema: JsonSchema, value: Record<string, unknown>, path: string): Fault[] {
  const { properties, required = [], additionalProperties } = schema;
  if (properties === undefined) return [];
  const faults: Fault[] = [];
  for (const [key, each] of Object.entries(value)) {
    const known = Object.hasOwn(properties, key) ? properties[key] : undefined;
    if (known !== undefined) faults.push(...findSchemaFaults(known, each, join(path, key)));
    else if (additionalProperties === false)
      faults.push({ path: join(path, key), message: `is none of ${Object.keys(properties).join(', ')}` });
  }
  for (const key of required) {
    if (!Object.hasOwn(value, key)) faults.push({ path: join(path, key), message: 'is missing' });
  }
  return faults;
}

function findMessage(schema: JsonSchema, value: unknown): string | undefined {
  if (schema.enum !== undefined)
    return schema.enum.includes(value) ? undefined : `must be one of ${schema.enum.join(', ')}`;
  if (schema.type === 'object') return isFields(value) ? undefined : 'must be an object';
  if (schema.type === 'array')
    return Array.isArray(value) ? findSizeFault(schema, value.length) : 'must be a list';
  if (schema.type === 'string')
    return typeof value === 'string' ? findTextFault(schema, value) : 'must be a text';
  if (schema.type === 'integer' || schema.type === 'number') return findNumberFault(schema, value);
  return undefined;
}

function findSizeFault({ minItems = 0, maxItems = Number.POSITIVE_INFINITY }: JsonSchema, size: number) {
  if (size < minItems) return `must have at least ${minItems}`;
  return size > maxItems ? `must have at most ${maxItems}` : undefined;
}

function findTextFault(schema: JsonSchema, text: string): string | undefined {
  const { minLength = 0, maxLength = Number.POSITIVE_INFINITY, format, pattern } = schema;
  if (text.trim().length < minLength) return 'must not be empty';
  if (text.length > maxLength) return `must have at most ${maxLength} characters`;
  const fits = pattern === undefined || new RegExp(pattern, 'u').test(text);
  return fits ? undefined : `must be ${format === 'uuid' ? 'the id of a card' : `like ${pattern}`}`;
}

function findNumberFault({ type, minimum, maximum }: JsonSchema, value: unknown): string | undefined {
  const fits = type === 'integer' ? Number.isInteger(value) : Number.isFinite(value);
  const [least, most] = [minimum ?? Number.NEGATIVE_INFINITY, maximum ?? Number.POSITIVE_INFINITY];
  if (fits && Number(value) >= least && Number(value) <= most) return undefined;
  const what = type === 'integer' ? 'a whole number' : 'a number';
  return `must be ${what}${minimum === undefined || maximum === undefined ? '' : ` from ${minimum} to ${maximum}`}`;
}

function isFields(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function join(path: string, key: string): string {
  return path === '' ? key : `${path}.${key}`;
}
