import type { AttributeDefinition, AttributeType } from '@popis/model';
import { quoteName } from '../platform/database/quoting.ts';

/**
 * The SQL that gives a stored value of an attribute, with its SQL type. Indexes, filters and sorting all use it, so that
 * the planner finds one in the other. References are not stored and have none.
 */
export function attributeExpression(
  attribute: Pick<AttributeDefinition, 'name' | 'type'>,
  table = 'card',
): string {
  if (attribute.name === 'Code') return `${table}.code`;
  if (attribute.name === 'Description') return `${table}.description`;
  const name = quoteName(attribute.name);
  const type = sqlTypes[attribute.type];
  if (type === 'jsonb') return `(${table}.attributes -> ${name})`;
  const text = `(${table}.attributes ->> ${name})`;
  return type === 'text' ? text : `(${text}::${type})`;
}

/** The SQL type of {@link attributeExpression}. */
export function sqlTypeOf({ type }: Pick<AttributeDefinition, 'type'>): string {
  return sqlTypes[type];
}

const sqlTypes: Readonly<Record<AttributeType, 'text' | 'numeric' | 'boolean' | 'jsonb'>> = {
  string: 'text',
  text: 'text',
  integer: 'numeric',
  decimal: 'numeric',
  boolean: 'boolean',
  date: 'text',
  timestamp: 'text',
  interval: 'text',
  lookup: 'text',
  lookupArray: 'jsonb',
  reference: 'text',
  ipAddress: 'text',
  ipNetwork: 'text',
  money: 'text',
  url: 'text',
  json: 'jsonb',
};

/** Name of the index that keeps an attribute unique within a class. */
export function uniqueIndexName(classId: number, attributeId: number): string {
  return `card_c${classId}_a${attributeId}_key`;
}

/** Name of the index that makes filters and sorting by an attribute fast. */
export function plainIndexName(classId: number, attributeId: number): string {
  return `card_c${classId}_a${attributeId}_idx`;
}

/** Reads {@link uniqueIndexName} back. */
export function parseUniqueIndexName(name: string): { classId: number; attributeId: number } | undefined {
  const match = /^card_c(\d+)_a(\d+)_key$/.exec(name);
  return match === null ? undefined : { classId: Number(match[1]), attributeId: Number(match[2]) };
}
