import type { Fault } from '@popis/errors';
import type { Migration } from './migration-files.ts';

/** A row of `schema_migration`: what a database has behind it. */
export interface AppliedMigration {
  name: string;
  checksum: string;
}

/** What is to be applied, or every reason why nothing may be. */
export type MigrationPlan = { pending: Migration[] } | { faults: Fault[] };

/**
 * Compares the files with what the database has applied. A file that changed after it was applied is a fault, and so is
 * an applied one that is gone from between the others. Applied ones that come after all files are none: a newer version
 * of the program was here, and a migration never breaks the version before it.
 */
export function planMigrations(
  files: readonly Migration[],
  applied: readonly AppliedMigration[],
): MigrationPlan {
  const fileNames = new Set(files.map((file) => file.name));
  const checksums = new Map(applied.map((row) => [row.name, row.checksum]));
  const last = files.at(-1)?.name ?? '';
  const faults: Fault[] = [];
  for (const row of applied) {
    if (!fileNames.has(row.name) && row.name < last) {
      faults.push({ path: row.name, message: 'was applied to this database and is no longer there' });
    }
  }
  const pending: Migration[] = [];
  for (const file of files) {
    const checksum = checksums.get(file.name);
    if (checksum === undefined) pending.push(file);
    else if (checksum !== file.checksum) {
      faults.push({
        path: file.name,
        message: 'was changed after it was applied; undo the change and add a new migration instead',
      });
    }
  }
  return faults.length > 0 ? { faults } : { pending };
}
