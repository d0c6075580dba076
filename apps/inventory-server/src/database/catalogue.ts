import type { Catalogue, CatalogueColumn, Row } from './database.ts';

/** Makes a catalogue of rows of `information_schema.columns`. */
export function toCatalogue(rows: readonly Row[]): Catalogue {
  const catalogue = new Map<string, Map<string, CatalogueColumn>>();
  for (const row of rows) {
    const table = String(row.table_name).toLowerCase();
    const columns = catalogue.get(table) ?? new Map<string, CatalogueColumn>();
    const length = row.character_maximum_length === null ? undefined : Number(row.character_maximum_length);
    columns.set(String(row.column_name).toLowerCase(), {
      type: String(row.data_type).toLowerCase(),
      basicPlaneOnly: row.character_set_name === 'utf8mb3' || row.character_set_name === 'utf8',
      ...(length === undefined ? {} : { length }),
    });
    catalogue.set(table, columns);
  }
  return catalogue;
}
