// Writes migrations/inventory/*/schema.sql from the table of sections, and the first migration while it is missing:
//   node --conditions=source apps/inventory-server/scripts/write-migrations.mjs
// A later change of the tables needs a migration written by hand; a test compares the two.
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { formatMigration, formatSchema } from '../src/schema/schema-text.ts';

const root = path.resolve(import.meta.dirname, '../../..');
for (const dialect of ['postgres', 'mysql']) {
  const folder = path.join(root, 'migrations/inventory', dialect);
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, 'schema.sql'), formatSchema(dialect));
  const first = path.join(folder, '20261123001000-ocs-tables.sql');
  if (!existsSync(first)) {
    writeFileSync(first, formatMigration(dialect));
  }
}
