import { createHash } from 'node:crypto';
import { cutText, type SectionRow, type SnmpRecord } from '@popis/inventory-format';
import type { CatalogueColumn } from '../database/database.ts';

/** A record as our own table keeps it. */
export interface KeyedRecord {
  type: string;
  key: string;
  contents: string;
}

const KEY_LENGTH = 100;
const VALUE_LENGTH = 255;
/** Escaped and in UTF-8 it is at most six times as many bytes, of which the column holds 65,535. */
const CONTENTS_LENGTH = 10_000;
const NAME = /^snmp_\w{1,59}$/i;

/** Whether a name can be that of a table made for a type; anything else never reaches SQL. */
export function isTypeName(name: string): boolean {
  return NAME.test(name);
}

/** Gives records of known types the key by which each is found again; each key once, the last one wins. */
export function keyRecords(
  records: readonly SnmpRecord[],
  labels: ReadonlyMap<string, readonly string[]>,
): KeyedRecord[] {
  const keyed = new Map<string, KeyedRecord>();
  for (const { type, row } of records) {
    const identifying = labels.get(type);
    if (identifying !== undefined && isTypeName(type)) {
      const key = keyOf(row, identifying);
      keyed.set(`${type} ${key}`, { type, key, contents: toContents(row) });
    }
  }
  return [...keyed.values()].sort((left, right) =>
    `${left.type} ${left.key}` < `${right.type} ${right.key}` ? -1 : 1,
  );
}

/** What fits into the column, value by value; a real OCS table has 255 characters for each. */
function toContents(row: SectionRow): string {
  const kept: SectionRow = {};
  let length = 0;
  for (const [label, value] of Object.entries(row)) {
    const text = cutText(value, VALUE_LENGTH);
    length += label.length + text.length;
    if (length <= CONTENTS_LENGTH) {
      kept[label] = text;
    }
  }
  return JSON.stringify(kept);
}

/** A record without identifying values is told apart by all of them. */
function keyOf(row: SectionRow, labels: readonly string[]): string {
  const values = labels.map((label) => row[label] ?? '');
  const text = values.join(' ').trim();
  if (text !== '' && text.length <= KEY_LENGTH) {
    return text;
  }
  const whole = text === '' ? JSON.stringify(Object.entries(row).sort()) : text;
  return createHash('sha256').update(whole).digest('base64url');
}

/** The values of a record that a table made for its type has columns for, cut to what they hold. */
export function fitRecord(
  row: SectionRow,
  columns: ReadonlyMap<string, CatalogueColumn>,
): { columns: string[]; values: string[] } {
  const fitted: { columns: string[]; values: string[] } = { columns: [], values: [] };
  for (const [field, value] of Object.entries(row)) {
    const name = field.toLowerCase();
    const column = columns.get(name);
    if (column !== undefined && name !== 'id' && !fitted.columns.includes(name)) {
      const kept = column.basicPlaneOnly ? value.replace(/[\u{10000}-\u{10ffff}]/gu, '\ufffd') : value;
      fitted.columns.push(name);
      fitted.values.push(column.length === undefined ? kept : cutText(kept, column.length));
    }
  }
  return fitted;
}
