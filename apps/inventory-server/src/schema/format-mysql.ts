import type { Table, TableColumn } from './tables.ts';

/** Columns whose texts may be longer than 64 KiB. */
const LONG = new Set(['JOURNALLOG', 'SNAPSHOT', 'CONTACT', 'VERDICTS']);

/**
 * The DDL of the tables for MariaDB and MySQL, with OCS's upper-case columns and names of indexes. Statements can be
 * repeated: DDL commits by itself there, so a migration that fails half-way runs again from its start.
 */
export function formatMysqlSchema(tables: readonly Table[]): string {
  return tables.map(formatTable).join('\n');
}

function formatTable(table: Table): string {
  const lines: string[] = [];
  if (table.key === 'identity') {
    const type = table.name === 'software' ? 'bigint' : 'int';
    lines.push(`  \`ID\` ${type} NOT NULL AUTO_INCREMENT`);
  }
  for (const column of table.columns) {
    lines.push(`  ${formatColumn(column)}`);
  }
  lines.push(`  PRIMARY KEY (${names(table.key === 'identity' ? ['ID'] : table.key)})`);
  for (const column of table.unique ?? []) {
    lines.push(`  UNIQUE KEY \`${column}\` (${names([column])})`);
  }
  for (const column of table.indexes) {
    lines.push(`  KEY \`${column}\` (${names([column])})`);
  }
  const collation = table.exact === true ? 'utf8mb4_bin' : 'utf8mb4_general_ci';
  return `CREATE TABLE IF NOT EXISTS \`${table.name}\` (\n${lines.join(',\n')}\n) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=${collation};\n`;
}

function formatColumn(column: TableColumn): string {
  const parts = [names([column.name]), formatType(column)];
  if (column.mandatory === true) {
    parts.push('NOT NULL');
  }
  if (column.default !== undefined) {
    parts.push(`DEFAULT ${formatDefault(column.default)}`);
  }
  return parts.join(' ');
}

function formatDefault(value: NonNullable<TableColumn['default']>): string {
  if (typeof value === 'object') {
    return 'CURRENT_TIMESTAMP';
  }
  return typeof value === 'number' ? String(value) : `'${value}'`;
}

function formatType({ name, type }: TableColumn): string {
  switch (type.kind) {
    case 'text':
      return `varchar(${type.length})`;
    case 'longText':
      return LONG.has(name) ? 'longtext' : 'text';
    case 'tinyInteger':
      return 'tinyint';
    case 'smallInteger':
      return 'smallint';
    case 'integer':
      return 'int';
    case 'bigInteger':
      return name === 'CHECKSUM' ? 'bigint unsigned' : 'bigint';
    case 'date':
      return 'date';
    case 'timestamp':
      return 'datetime';
    case 'decimal':
      return `decimal(${type.precision},${type.scale})`;
  }
}

function names(columns: readonly string[]): string {
  return columns.map((column) => `\`${column}\``).join(', ');
}
