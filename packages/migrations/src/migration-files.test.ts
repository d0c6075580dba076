import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readMigrations } from './migration-files.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'popis-migrations-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function write(...names: string[]) {
  for (const name of names) writeFileSync(path.join(folder, name), `SELECT '${name}'`);
}

test('migrations come in name order, without schema.sql and what is no SQL', async () => {
  write('20260102000000-b.sql', '20260101000000-a.sql', 'schema.sql', 'README.md');

  const migrations = await readMigrations(folder);

  expect(migrations.map((migration) => migration.name)).toEqual([
    '20260101000000-a.sql',
    '20260102000000-b.sql',
  ]);
});

test('every misnamed file is told', async () => {
  write('20260101000000-a.sql', 'b.sql', '2026-c.sql');

  await expect(readMigrations(folder)).rejects.toMatchObject({
    faults: [{ path: '2026-c.sql' }, { path: 'b.sql' }],
  });
});
