import { SECTION_NAMES } from '@popis/inventory-format';
import { expect, test } from 'vitest';
import type { CatalogueColumn } from '../database/database.ts';
import { oursCatalogue } from './catalogue-of-tables.ts';
import { fitSections } from './stored-sections.ts';

function column(type: string, more: Partial<CatalogueColumn> = {}): CatalogueColumn {
  return { type, basicPlaneOnly: false, ...more };
}

function fitted(table: string, columns: Record<string, CatalogueColumn>) {
  const sections = fitSections(new Map([[table, new Map(Object.entries(columns))]]));
  return [...sections.values()][0]?.columns ?? [];
}

test('a database that we made has every section and column', () => {
  const sections = fitSections(oursCatalogue());

  expect([...sections.keys()]).toEqual(SECTION_NAMES);
  expect(sections.get('SOFTWARES')?.columns.map((each) => each.name)).toContain('name_id');
});

test('tables and columns that a database does not have are left out', () => {
  const columns = fitted('batteries', { manufacturer: column('varchar', { length: 255 }) });

  expect(columns.map((each) => each.name)).toEqual(['manufacturer']);
});

test('a column that has become a number gets numbers', () => {
  const [capacity] = fitted('memories', { capacity: column('int') });

  expect(capacity?.type).toBe('integer');
  expect(capacity?.toValue('8192 MB')).toBe(8192);
  expect(capacity?.toValue(undefined)).toBe(0);
});

test('the length of the column at hand counts', () => {
  const [name] = fitted('printers', { name: column('varchar', { length: 3 }) });

  expect(name?.toValue('Kyocera')).toBe('Kyo');
});

test('what a utf8mb3 column cannot hold is replaced', () => {
  const [name] = fitted('printers', { name: column('varchar', { length: 255, basicPlaneOnly: true }) });

  expect(name?.toValue('日本 😀 é')).toBe('日本 \ufffd é');
});
