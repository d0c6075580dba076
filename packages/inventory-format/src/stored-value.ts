import type { Column } from './columns.ts';

/** A value as a column can hold it. */
export type StoredValue = string | number | null;

const NOTHING = new Set(['', '??', 'N/A', 'NA']);
const LEADING_NUMBER = /^\s*[+-]?\d+(?:\.\d+)?/;
const MOMENT = /^(\d{4})[-/](\d{2})[-/](\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2}))?)?/;
const LONG_TEXT_LENGTH = 65_535 / 4;

const INTEGER_RANGE = {
  tinyInteger: 127,
  smallInteger: 32_767,
  integer: 2_147_483_647,
  bigInteger: Number.MAX_SAFE_INTEGER,
} as const;

/**
 * The value a column keeps for a field: the fallback for values that say nothing, otherwise the value made to
 * fit: text cut to the column's length, the leading number of a number, a real date or none. Agents send
 * whatever their tools print, so nothing is refused here.
 */
export function toStoredValue(column: Column, value: string | undefined): StoredValue {
  if (value === undefined || NOTHING.has(value)) {
    return column.fallback;
  }
  switch (column.type.kind) {
    case 'text':
      return cutText(value, column.type.length);
    case 'longText':
      return cutText(value, LONG_TEXT_LENGTH);
    case 'date':
      return toMoment(value)?.slice(0, 10) ?? null;
    case 'timestamp':
      return toMoment(value) ?? null;
    case 'decimal':
      return toNumber(value, 10 ** (column.type.precision - column.type.scale) - 1) ?? column.fallback;
    default:
      return toInteger(value, INTEGER_RANGE[column.type.kind]) ?? column.fallback;
  }
}

/** Cuts a text to a number of characters without splitting one. */
export function cutText(value: string, length: number): string {
  if (value.length <= length) {
    return value;
  }
  const cut = value.slice(0, length);
  const last = cut.charCodeAt(cut.length - 1);
  return last >= 0xd800 && last <= 0xdbff ? cut.slice(0, -1) : cut;
}

function toNumber(value: string, limit: number): number | undefined {
  const number = Number(LEADING_NUMBER.exec(value)?.[0] ?? Number.NaN);
  return Number.isNaN(number) ? undefined : Math.max(-limit, Math.min(limit, number));
}

function toInteger(value: string, limit: number): number | undefined {
  const number = toNumber(value, limit);
  return number === undefined ? undefined : Math.round(number);
}

/** `YYYY-MM-DD hh:mm:ss`, or undefined when the text is no date of the calendar. */
function toMoment(value: string): string | undefined {
  const match = MOMENT.exec(value.trim());
  if (match === null) {
    return undefined;
  }
  const [, year = '', month = '', day = '', hour = '00', minute = '00', second = '00'] = match;
  const text = `${year}-${month}-${day} ${hour}:${minute}:${second}`;
  const date = new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  if (Number.isNaN(date.getTime()) || Number(year) < 1000 || date.getUTCDate() !== Number(day)) {
    return undefined;
  }
  return text;
}
