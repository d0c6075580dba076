import { InvalidInputError } from '@popis/errors';
import { quoteMysql } from '../extract/mysql-inventory.ts';
import { quotePostgres } from '../extract/postgres-inventory.ts';
import type { Mapping } from '../mapping/mapping-folder.ts';
import { readViewFiles } from './view-files.ts';

/**
 * The SQL by which an administrator creates the views of a mapping and lets the account of `url` read them. Connects nowhere.
 *
 * @throws InvalidInputError when the mapping brings no views for this kind of database.
 */
export function formatInstallation(mapping: Mapping, url: string): string {
  const { protocol, username, pathname } = new URL(url);
  const isPostgres = protocol.startsWith('postgres');
  const dialect = isPostgres ? 'postgres' : 'mysql';
  const files = readViewFiles(mapping, dialect);
  if (files.length === 0) {
    throw new InvalidInputError(`The mapping ${mapping.name} brings no views for ${dialect}`);
  }
  const quote = isPostgres ? quotePostgres : quoteMysql;
  const account = quote(decodeURIComponent(username));
  const database = isPostgres ? '' : `${quote(decodeURIComponent(pathname.slice(1)))}.`;
  const grants = files.map(({ name }) => {
    const view = quote(isPostgres ? name.toLowerCase() : name);
    return `GRANT SELECT ON ${database}${view} TO ${account};`;
  });
  return [...files.map(({ sql }) => sql.trimEnd()), ...grants].join('\n\n');
}
