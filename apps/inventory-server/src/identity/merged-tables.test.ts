import { getSection, SECTION_NAMES } from '@popis/inventory-format';
import { expect, test } from 'vitest';
import { TABLES } from '../schema/tables.ts';
import { TREATED } from './merged-tables.ts';

const sections = new Set(SECTION_NAMES.map((name) => getSection(name).table));
/** Columns that can name a device. */
const NAMES_DEVICE = /^(HARDWARE|SERVER|KEPT|OTHER|CANDIDATE)_ID$|DEVICEID$/;

test('every table that can name a device says what a merge does with it', () => {
  const naming = TABLES.filter((table) => table.columns.some((column) => NAMES_DEVICE.test(column.name)));

  expect(naming.length).toBeGreaterThan(40);
  expect(
    naming.map((table) => table.name).filter((name) => !sections.has(name) && TREATED[name] === undefined),
  ).toEqual([]);
});

test('tables that are treated have the columns by which their rows are found', () => {
  const known = new Map(TABLES.map((table) => [table.name, table]));
  const former = ['unixusers', 'saas'];

  const missing = Object.entries(TREATED).flatMap(([name, { treatment, column, key }]) => {
    const table = known.get(name);
    if (table === undefined) return former.includes(name) ? [] : [name];
    if (treatment !== 'heard' && treatment !== 'remarked') return [];
    const columns = new Set(table.columns.map((each) => each.name.toLowerCase()));
    if (table.key === 'identity') columns.add('id');
    return [column, ...key].filter((each) => !columns.has(each)).map((each) => `${name}.${each}`);
  });

  expect(missing).toEqual([]);
});
