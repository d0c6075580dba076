/** A column that a view reads and its table does not have; without a column, the table itself is not there. */
export interface MissingSource {
  readonly table: string;
  readonly column?: string;
}

/** The columns that the SQL of a view gives it, in order; empty when the SQL does not list them. */
export function listViewColumns(sql: string): string[] {
  const [, list = ''] = /CREATE(?:\s+OR\s+REPLACE)?\s+VIEW\s+\w+\s*\(([^)]*)\)\s*AS\b/i.exec(sql) ?? [];
  return list
    .split(',')
    .map((column) => column.trim())
    .filter((column) => column !== '');
}

/** The columns that the SQL of a view reads, by table. Every column is written with the short name of its table. */
export function listSources(sql: string): Map<string, Set<string>> {
  const text = sql.replace(/--.*$/gm, '').replace(/'(?:[^']|'')*'/g, "''");
  const tables = new Map<string, string>();
  for (const [, table = '', short = ''] of text.matchAll(/\b(?:FROM|JOIN)\s+(\w+)\s+(?:AS\s+)?(\w+)/gi)) {
    tables.set(short.toLowerCase(), table);
  }
  const sources = new Map<string, Set<string>>();
  for (const table of tables.values()) sources.set(table, new Set());
  for (const [, short = '', column = ''] of text.matchAll(/\b(\w+)\.(\w+)\b/g)) {
    const table = tables.get(short.toLowerCase());
    if (table !== undefined) sources.get(table)?.add(column);
  }
  return sources;
}

/** What a view reads that is not among the tables as found; `found` holds columns by table. */
export function findMissingSources(
  sql: string,
  found: ReadonlyMap<string, readonly string[]>,
): MissingSource[] {
  const folded = new Map<string, Set<string>>();
  for (const [table, columns] of found) {
    folded.set(table.toLowerCase(), new Set(columns.map((column) => column.toLowerCase())));
  }
  const missing: MissingSource[] = [];
  for (const [table, columns] of listSources(sql)) {
    const known = folded.get(table.toLowerCase());
    if (known === undefined) missing.push({ table });
    else for (const column of columns) if (!known.has(column.toLowerCase())) missing.push({ table, column });
  }
  return missing;
}
