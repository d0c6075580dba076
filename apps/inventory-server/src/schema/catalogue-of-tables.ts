import type { Catalogue, CatalogueColumn } from '../database/database.ts';
import { TABLES } from './tables.ts';

const TYPES = {
  text: 'character varying',
  longText: 'text',
  tinyInteger: 'smallint',
  smallInteger: 'smallint',
  integer: 'integer',
  bigInteger: 'bigint',
  date: 'date',
  timestamp: 'timestamp without time zone',
  decimal: 'numeric',
} as const;

/** The catalogue of a PostgreSQL database that we made, without one at hand. */
export function oursCatalogue(): Catalogue {
  const catalogue = new Map<string, Map<string, CatalogueColumn>>();
  for (const table of TABLES) {
    const columns = new Map<string, CatalogueColumn>();
    for (const { name, type } of table.columns) {
      const length = type.kind === 'text' ? { length: type.length } : {};
      columns.set(name.toLowerCase(), { type: TYPES[type.kind], basicPlaneOnly: false, ...length });
    }
    catalogue.set(table.name, columns);
  }
  return catalogue;
}
