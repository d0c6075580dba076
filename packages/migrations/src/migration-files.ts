import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { type Fault, InvalidInputError } from '@popis/errors';

/** One migration file. */
export interface Migration {
  /** File name, `YYYYMMDDhhmmss-what.sql`; names order migrations. */
  name: string;
  sql: string;
  /** SHA-256 of the text in hexadecimal, line ends counted as LF. */
  checksum: string;
}

const namePattern = /^\d{14}-[a-z0-9]+(-[a-z0-9]+)*\.sql$/;
/** The whole schema as it stands lies beside the migrations and is none. */
const schemaFile = 'schema.sql';

/**
 * Reads the migrations of a folder in name order; `schema.sql` is left out.
 *
 * @throws InvalidInputError naming every SQL file that is not called `YYYYMMDDhhmmss-what.sql`.
 */
export async function readMigrations(directory: string): Promise<Migration[]> {
  const names = (await readdir(directory)).filter((name) => name.endsWith('.sql') && name !== schemaFile);
  const faults: Fault[] = [];
  for (const name of names) {
    if (!namePattern.test(name)) faults.push({ path: name, message: 'is not named YYYYMMDDhhmmss-what.sql' });
  }
  if (faults.length > 0) throw new InvalidInputError(`Migrations in ${directory} are misnamed`, faults);

  const migrations: Migration[] = [];
  for (const name of names.sort()) {
    const sql = await readFile(path.join(directory, name), 'utf8');
    migrations.push({ name, sql, checksum: checksumOf(sql) });
  }
  return migrations;
}

/** SHA-256 of a migration's text; a checkout that turned LF into CRLF gives the same. */
export function checksumOf(sql: string): string {
  return createHash('sha256').update(sql.replaceAll('\r\n', '\n')).digest('hex');
}
