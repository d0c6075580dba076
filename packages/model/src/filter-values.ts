import { z } from 'zod';
import type { JsonValue } from './canonical-json.ts';
import type { AttributeType, AttributeValue } from './definitions.ts';
import { isRelativeDate, resolveRelativeDate } from './relative-dates.ts';
import { maxTextLength, readValue } from './values.ts';

/** A value that a condition compares with, or what is wrong with it. */
export type ReadOperand = { value: AttributeValue } | { fault: string };

/** Reads a value of an attribute's type; a day or an instant may be a relative date. Empty text is `null`. */
export function readOperand(type: AttributeType, given: JsonValue, now: Date): ReadOperand {
  const temporal = type === 'date' || type === 'timestamp';
  if (!temporal || typeof given !== 'string' || !isRelativeDate(given)) return readValue(type, given);
  const resolved = resolveRelativeDate(given, now);
  if (resolved === undefined) return { fault: 'leads out of the years 1 to 9999' };
  const instant = resolved.toISOString();
  return { value: type === 'date' ? instant.slice(0, 10) : instant };
}

/** Reads an instant or a relative date. */
export function readInstant(given: string, now: Date): ReadOperand {
  const read = readOperand('timestamp', given, now);
  return 'value' in read && read.value === null ? { fault: 'must not be empty' } : read;
}

/** Reads a part of a text or, with `%` and `_` as placeholders and `\` to take them literally, a pattern of one. */
export function readPattern(given: JsonValue, isPattern: boolean): ReadOperand {
  if (typeof given !== 'string') return { fault: 'must be text' };
  if (given.length > maxTextLength) return { fault: `must have at most ${maxTextLength} characters` };
  if (!given.isWellFormed() || given.includes('\0')) {
    return { fault: 'must not contain NUL or broken Unicode characters' };
  }
  const trailing = /\\*$/.exec(given)?.[0].length ?? 0;
  if (isPattern && trailing % 2 === 1) return { fault: 'must not end with a single backslash' };
  return { value: given };
}

/** Reads a code of a lookup. */
export function readCode(given: JsonValue): ReadOperand {
  const read = readValue('lookup', given);
  return 'value' in read && read.value === null ? { fault: 'must not be empty' } : read;
}

const ipv4 = z.ipv4();
const ipv6 = z.ipv6();

/** Reads an IP address or a network such as `10.1.0.0/16`. */
export function readNetwork(given: JsonValue): ReadOperand {
  const fault = 'must be an IP address or a network, like 10.1.0.0/16';
  if (typeof given !== 'string') return { fault };
  const match = /^([^/]+)(?:\/(\d{1,3}))?$/.exec(given.trim().toLowerCase());
  const [, address = '', bits = '0'] = match ?? [];
  const longest = ipv4.safeParse(address).success ? 32 : ipv6.safeParse(address).success ? 128 : -1;
  return Number(bits) > longest ? { fault } : { value: given.trim().toLowerCase() };
}
