import { expect, test } from 'vitest';
import { ALL_SECTIONS_MASK, getSection, isSectionName, SECTION_NAMES } from './sections.ts';

test('every bit of CHECKSUM belongs to one section', () => {
  const masks = SECTION_NAMES.map((name) => getSection(name).mask).filter((mask) => mask !== 0);

  expect(new Set(masks).size).toBe(masks.length);
  expect(masks.every((mask) => (mask & (mask - 1)) === 0)).toBe(true);
  expect(ALL_SECTIONS_MASK).toBe(0x3f_ffff);
});

test('tables and columns are named once, and sections are upper case', () => {
  const tables = SECTION_NAMES.map((name) => getSection(name).table);
  expect(new Set(tables).size).toBe(tables.length);
  for (const name of SECTION_NAMES) {
    const section = getSection(name);
    const columns = section.columns.map((column) => column.name);
    expect(new Set(columns).size, name).toBe(columns.length);
    expect(
      columns.every((column) => /^[A-Z][A-Z0-9_]*$/.test(column)),
      name,
    ).toBe(true);
    expect(section.table).toMatch(/^[a-z_]+$/);
  }
});

test('names of objects are no sections', () => {
  expect(isSectionName('constructor')).toBe(false);
  expect(isSectionName('BIOS')).toBe(true);
});
