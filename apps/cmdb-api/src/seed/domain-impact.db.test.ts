import { copyFile, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { applyMigrations, postgres } from '@popis/migrations';
import { createEmptyDatabase } from '@popis/testing';
import pg from 'pg';
import { expect, test } from 'vitest';
import { seedModel } from './seed-model.ts';

const committed = path.resolve(import.meta.dirname, '../../../../migrations/cmdb');
const migration = '20261123185000-domain-impact.sql';

test('domains of the seeded model that stood before get the impact that the seed gives, others are unknown', async () => {
  const database = await createEmptyDatabase();
  const folder = await mkdtemp(path.join(tmpdir(), 'popis-migrations-'));
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  const before = (await readdir(committed)).filter((name) => /^\d+.*\.sql$/.test(name) && name < migration);
  for (const name of before) await copyFile(path.join(committed, name), path.join(folder, name));
  await applyMigrations(postgres(client), folder);
  await insertDomains(client, [...seedModel.domains.map(({ name }) => name), 'CarDriver']);

  await copyFile(path.join(committed, migration), path.join(folder, migration));
  await applyMigrations(postgres(client), folder);

  const { rows } = await client.query('SELECT name, impact FROM domain ORDER BY id');
  // Domains that came into the seed later are as unknown to the migration as those of others.
  const given = rows.filter(({ impact }) => impact !== 'unknown');
  const seeded = seedModel.domains.map(({ name, impact }) => ({ name, impact }));
  expect(given).toHaveLength(23);
  expect(seeded).toEqual(expect.arrayContaining(given));
  expect(seeded.filter(({ impact }) => impact === 'unknown')).toEqual([]);
  await client.end();
  await database.drop();
  await rm(folder, { recursive: true });
});

async function insertDomains(client: pg.Client, names: readonly string[]): Promise<void> {
  const changeId = '01970000-0000-7000-8000-000000000001';
  await client.query(
    `INSERT INTO change (id, at, actor, source, hash) VALUES ($1, now(), 'popis', 'seed', '')`,
    [changeId],
  );
  await client.query(`INSERT INTO class (name, label, change_id) VALUES ('Thing', 'Thing', $1)`, [changeId]);
  await client.query(
    `INSERT INTO domain (name, label, source_class_id, target_class_id, cardinality, direct_label, inverse_label, change_id)
     SELECT given.name, given.name, class.id, class.id, 'N:N', '', '', $1
     FROM unnest($2::text[]) WITH ORDINALITY AS given (name, place) CROSS JOIN class ORDER BY given.place`,
    [changeId, names],
  );
}
