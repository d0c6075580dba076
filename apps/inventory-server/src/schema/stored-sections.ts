import {
  type Column,
  getSection,
  SECTION_NAMES,
  type SectionName,
  type StoredValue,
  toStoredValue,
} from '@popis/inventory-format';
import type { BatchColumn, Catalogue, CatalogueColumn } from '../database/database.ts';

/** A column of a section as the database at hand has it. */
export interface StoredColumn {
  /** Upper-case name of the XML field. */
  field: string;
  /** Lower-case name of the column. */
  name: string;
  type: BatchColumn['type'];
  /** Dictionary table whose ids the column holds. */
  dictionary?: string;
  /** The value to store for what an agent sent. */
  toValue(value: string | undefined): StoredValue;
}

/** A section as the database at hand keeps it: tables and columns it does not have are left out. */
export interface StoredSection {
  name: SectionName;
  table: string;
  mask: number;
  repeated: boolean;
  appendOnly: boolean;
  columns: readonly StoredColumn[];
}

/** Fits the table of sections to a database: that of a real OCS server has other columns than ours by its age. */
export function fitSections(catalogue: Catalogue): Map<SectionName, StoredSection> {
  const fitted = new Map<SectionName, StoredSection>();
  for (const name of SECTION_NAMES) {
    const section = getSection(name);
    const table = catalogue.get(section.table);
    if (table === undefined) {
      continue;
    }
    const columns: StoredColumn[] = [];
    for (const column of section.columns) {
      const found = table.get((column.dictionary?.storedAs ?? column.name).toLowerCase());
      if (found !== undefined) {
        columns.push(fitColumn(column, found, catalogue));
      }
    }
    fitted.set(name, {
      name,
      table: section.table,
      mask: section.mask,
      repeated: section.repeated,
      appendOnly: section.appendOnly ?? false,
      columns,
    });
  }
  return fitted;
}

function fitColumn(column: Column, found: CatalogueColumn, catalogue: Catalogue): StoredColumn {
  if (column.dictionary !== undefined) {
    const { table, storedAs } = column.dictionary;
    const words = catalogue.get(table)?.get(column.name.toLowerCase()) ?? found;
    return {
      field: column.name,
      name: storedAs.toLowerCase(),
      type: 'integer',
      dictionary: table,
      toValue: (value) => toStoredValue(column, restrict(value, words)),
    };
  }
  const fitted = { ...column, type: fitType(column.type, found) };
  if (isWhole(fitted.type) && typeof fitted.fallback === 'string') {
    fitted.fallback = 0;
  }
  return {
    field: column.name,
    name: column.name.toLowerCase(),
    type: batchType(fitted.type),
    toValue: (value) => toStoredValue(fitted, restrict(value, found)),
  };
}

/** MySQL's utf8mb3 has no characters beyond U+FFFF. */
function restrict(value: string | undefined, found: CatalogueColumn): string | undefined {
  return found.basicPlaneOnly ? value?.replace(/[\u{10000}-\u{10ffff}]/gu, '\ufffd') : value;
}

function fitType(type: Column['type'], found: CatalogueColumn): Column['type'] {
  if (/^(int|integer)$/.test(found.type)) {
    return { kind: 'integer' };
  }
  if (found.type === 'smallint' || found.type === 'tinyint') {
    // PostgreSQL has no tinyint: the narrower of the two holds in both.
    return type.kind === 'tinyInteger' || found.type === 'tinyint'
      ? { kind: 'tinyInteger' }
      : { kind: 'smallInteger' };
  }
  if (/^(varchar|character varying|char)$/.test(found.type) && found.length !== undefined) {
    return { kind: 'text', length: found.length };
  }
  return type;
}

function isWhole(type: Column['type']): boolean {
  return type.kind === 'integer' || type.kind === 'smallInteger' || type.kind === 'tinyInteger';
}

function batchType(type: Column['type']): BatchColumn['type'] {
  switch (type.kind) {
    case 'text':
    case 'longText':
      return 'text';
    case 'tinyInteger':
    case 'smallInteger':
      return 'smallint';
    case 'integer':
      return 'integer';
    case 'bigInteger':
      return 'bigint';
    case 'date':
      return 'date';
    case 'timestamp':
      return 'timestamp';
    case 'decimal':
      return 'numeric';
  }
}
