import { z } from 'zod';
import type { JsonValue } from './canonical-json.ts';
import { formatCodes, readCodes, readCodesText } from './codes.ts';
import type { AttributeDefinition, AttributeType, AttributeValue } from './definitions.ts';
import { readDuration } from './durations.ts';
import { readMoney } from './money.ts';
import { readIpAddress, readIpNetwork } from './networks.ts';

/** A value in its stored form, or what is wrong with it. */
export type ReadValue = { value: AttributeValue } | { fault: string };

/** Longest `string` value, in UTF-16 units: short enough for a unique index of PostgreSQL. */
export const maxStringLength = 500;
/** Longest `text` value, in UTF-16 units. */
export const maxTextLength = 100_000;

const webAddress = z.url({ protocol: /^(https?|ftp|ssh|file|mailto)$/ });
const day = z.iso.date();
const sqlInstant = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d+)?$/;
const instant = z.iso.datetime({ offset: true });

/**
 * Brings a value to the form in which it is stored: an instant to UTC, an address to its one spelling, empty text to `null`.
 * Lookup codes and referenced cards are not looked at here.
 */
export function readValue(type: AttributeType, given: JsonValue): ReadValue {
  if (given === null) return { value: null };
  if (typeof given === 'string' && given.trim() === '' && type !== 'json') return { value: null };
  if (!isStorable(given)) return { fault: 'must not contain NUL or broken Unicode characters' };
  return readers[type](given);
}

/**
 * Reads text as an outside system writes it into a value of the attribute: `"4096"` into the integer 4096,
 * `"yes"`/`"1"` into true, SQL's `2026-11-23 08:30:00` into that instant of UTC. Text that already is the stored form of its type stays as it is.
 */
export function readText(attribute: Pick<AttributeDefinition, 'type'>, given: string): ReadValue {
  const text = given.trim();
  if (text === '') return { value: null };
  if (attribute.type === 'integer' || attribute.type === 'decimal') {
    return /^[-+]?\d+(\.\d+)?$/.test(text)
      ? readValue(attribute.type, Number(text))
      : { fault: `must be a number, not "${text}"` };
  }
  if (attribute.type === 'boolean') return readBooleanText(text);
  if (attribute.type === 'json') return readJsonText(text);
  if (attribute.type === 'lookupArray')
    return isStorable(text) ? readCodesText(text) : readValue('string', text);
  if (attribute.type === 'timestamp' && sqlInstant.test(text)) {
    return readValue('timestamp', `${text.replace(' ', 'T')}Z`);
  }
  return readValue(attribute.type, given);
}

/** Writes a stored value as text that {@link readText} reads back. */
export function formatText({ type }: Pick<AttributeDefinition, 'type'>, value: AttributeValue): string {
  if (value === null) return '';
  if (type === 'lookupArray' && Array.isArray(value)) return formatCodes(value.map(String));
  return typeof value === 'object' || type === 'json' ? JSON.stringify(value) : String(value);
}

function readBooleanText(text: string): ReadValue {
  const word = text.toLowerCase();
  if (['true', 'yes', '1'].includes(word)) return { value: true };
  if (['false', 'no', '0'].includes(word)) return { value: false };
  return { fault: `must be true or false, not "${text}"` };
}

function readJsonText(text: string): ReadValue {
  try {
    const value: JsonValue = JSON.parse(text);
    return readValue('json', value);
  } catch {
    return { fault: 'must be JSON' };
  }
}

const readers: Record<AttributeType, (given: JsonValue) => ReadValue> = {
  string: (given) => readLimitedText(given, maxStringLength),
  text: (given) => readLimitedText(given, maxTextLength),
  integer: (given) =>
    Number.isSafeInteger(given) ? { value: Number(given) + 0 } : { fault: 'must be a whole number' },
  decimal: (given) =>
    typeof given === 'number' && Number.isFinite(given)
      ? { value: given + 0 }
      : { fault: 'must be a number' },
  boolean: (given) => (typeof given === 'boolean' ? { value: given } : { fault: 'must be true or false' }),
  date: (given) =>
    typeof given === 'string' && day.safeParse(given).success
      ? { value: given }
      : { fault: 'must be a day, like 2026-11-23' },
  timestamp: (given) =>
    typeof given === 'string' && instant.safeParse(given).success
      ? { value: new Date(given).toISOString() }
      : { fault: 'must be an instant, like 2026-11-23T08:30:00Z' },
  interval: (given) => readAsText(given, readDuration),
  lookup: (given) => readLimitedText(given, maxStringLength),
  lookupArray: readCodes,
  reference: (given) =>
    typeof given === 'string' && z.uuid().safeParse(given).success
      ? { value: given.toLowerCase() }
      : { fault: 'must be the id of a card' },
  ipAddress: (given) => readAsText(given, readIpAddress),
  ipNetwork: (given) => readAsText(given, readIpNetwork),
  money: readMoney,
  url: (given) =>
    typeof given === 'string' && given.length <= 2_000 && webAddress.safeParse(given).success
      ? { value: given }
      : { fault: 'must be a URL' },
  json: (given) => ({ value: given }),
};

/** What a reader says of no text at all fits whatever else is given. */
function readAsText(given: JsonValue, read: (text: string) => ReadValue): ReadValue {
  return read(typeof given === 'string' ? given : '');
}

function readLimitedText(given: JsonValue, limit: number): ReadValue {
  if (typeof given !== 'string') return { fault: 'must be text' };
  if (given.length > limit) return { fault: `must have at most ${limit} characters, not ${given.length}` };
  return { value: given };
}

/** PostgreSQL's jsonb takes neither NUL nor a lone surrogate. */
function isStorable(value: JsonValue): boolean {
  if (typeof value === 'string') return value.isWellFormed() && !value.includes('\0');
  if (value === null || typeof value !== 'object') return true;
  if (Array.isArray(value)) return value.every(isStorable);
  return Object.entries(value).every(([key, member]) => isStorable(key) && isStorable(member));
}
