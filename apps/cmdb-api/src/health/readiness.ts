import { readMigrations } from '@popis/migrations';
import { openReadiness, type Readiness, type ReadinessCheck } from '@popis/runtime';
import type { Database } from '../platform/database/database.ts';
import { migrationsFolder } from '../platform/database/migrations-folder.ts';
import { askDatabase, listAppliedMigrations } from './health.read-model.ts';

/** Whether this process can serve: its database answers, and has every migration that we know. */
export function openApiReadiness(database: Database): Readiness {
  const answers: ReadinessCheck = {
    name: 'database',
    findFault: async () => {
      await askDatabase(database.single);
      return undefined;
    },
  };
  const schema: ReadinessCheck = {
    name: 'schema',
    findFault: async () => {
      const files = await readMigrations(migrationsFolder);
      const applied = new Set(await listAppliedMigrations(database.single));
      const missing = files.map(({ name }) => name).filter((name) => !applied.has(name));
      return missing.length === 0 ? undefined : `the database lacks the migrations ${missing.join(', ')}`;
    },
  };
  return openReadiness([answers, schema]);
}
