import { copyFile, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { applyMigrations, postgres } from '@popis/migrations';
import { createEmptyDatabase } from '@popis/testing';
import pg from 'pg';
import { expect, test } from 'vitest';

const committed = path.resolve(import.meta.dirname, '../../../../../migrations/cmdb');
const migration = '20261129091000-schedule-deltas.sql';

test('schedules that stood before have no deltas, and sources without one still have none', async () => {
  const database = await createEmptyDatabase();
  const folder = await mkdtemp(path.join(tmpdir(), 'popis-migrations-'));
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  const before = (await readdir(committed)).filter((name) => /^\d+.*\.sql$/.test(name) && name < migration);
  for (const name of before) await copyFile(path.join(committed, name), path.join(folder, name));
  await applyMigrations(postgres(client), folder);
  await client.query(
    `INSERT INTO source (name, description, schedule, schedule_since, schedule_by)
     VALUES ('nightly', '', '{"cron": "0 2 * * *", "zone": "UTC", "jitterSeconds": 0, "missed": "skip"}', now(), 'admin'),
       ('by-hand', '', NULL, NULL, NULL)`,
  );

  await copyFile(path.join(committed, migration), path.join(folder, migration));
  await applyMigrations(postgres(client), folder);

  const { rows } = await client.query(
    `SELECT name, schedule FROM source WHERE name IN ('nightly', 'by-hand') ORDER BY name`,
  );
  expect(rows).toEqual([
    { name: 'by-hand', schedule: null },
    {
      name: 'nightly',
      schedule: { cron: '0 2 * * *', deltaCron: null, zone: 'UTC', jitterSeconds: 0, missed: 'skip' },
    },
  ]);
  await client.end();
  await database.drop();
  await rm(folder, { recursive: true });
});
