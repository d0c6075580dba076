import { copyFile, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { applyMigrations, postgres } from '@popis/migrations';
import { createEmptyDatabase } from '@popis/testing';
import pg from 'pg';
import { expect, test } from 'vitest';
import { toAttestedModelChange } from './model-change.ts';

const committed = path.resolve(import.meta.dirname, '../../../../migrations/cmdb');
const migration = '20261123185300-model.sql';

test('what stood in the model before its changes were kept is attested as it was then', async () => {
  const database = await createEmptyDatabase();
  const folder = await mkdtemp(path.join(tmpdir(), 'popis-migrations-'));
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  const before = (await readdir(committed)).filter((name) => /^\d+.*\.sql$/.test(name) && name < migration);
  for (const name of before) await copyFile(path.join(committed, name), path.join(folder, name));
  await applyMigrations(postgres(client), folder);
  await client.query(`
    INSERT INTO change (id, at, actor, source, hash) VALUES ('01970000-0000-7000-8000-000000000001', now(), 'a', 'seed', '');
    INSERT INTO class (name, label, abstract, change_id) SELECT 'Item', 'Item', true, change.id FROM change;
    INSERT INTO class (name, label, superclass_id, change_id)
      SELECT 'Car', 'Motor car', class.id, class.change_id FROM class;
    INSERT INTO lookup (name, label, change_id) SELECT 'Fuel', 'Fuel', change.id FROM change;
    INSERT INTO lookup_value (lookup_id, code, label, position) SELECT lookup.id, 'b', 'B', 10 FROM lookup;
    INSERT INTO lookup_value (lookup_id, code, label, position) SELECT lookup.id, 'a', 'A', 20 FROM lookup;
    INSERT INTO domain (name, label, source_class_id, target_class_id, cardinality, direct_label, inverse_label, attributes, change_id)
      SELECT 'CarCars', 'Cars', class.id, class.id, 'N:N', 'tows', 'is towed by', '[{"name": "Since", "type": "date"}]',
        class.change_id FROM class WHERE class.name = 'Car';
    INSERT INTO attribute (class_id, name, label, type, default_value, position, lookup_id, change_id)
      SELECT class.id, 'Fuel', 'Fuel', 'lookup', '"a"', 0, lookup.id, class.change_id FROM class, lookup
      WHERE class.name = 'Car'`);

  await copyFile(path.join(committed, migration), path.join(folder, migration));
  await applyMigrations(postgres(client), folder);

  const { rows } = await client.query('SELECT kind, name, old, new FROM model_change ORDER BY seq');
  expect(toAttestedModelChange(rows)).toEqual({
    classes: [
      { name: 'Car', label: 'Motor car', description: '', superclass: 'Item', abstract: false },
      { name: 'Item', label: 'Item', description: '', superclass: null, abstract: true },
    ],
    attributes: [
      {
        name: 'Car.Fuel',
        definition: {
          name: 'Fuel',
          label: 'Fuel',
          type: 'lookup',
          mandatory: false,
          unique: false,
          default: 'a',
          unit: null,
          position: 0,
          group: null,
          lookup: 'Fuel',
          domain: null,
        },
      },
    ],
    domains: [
      {
        name: 'CarCars',
        label: 'Cars',
        source: 'Car',
        target: 'Car',
        cardinality: 'N:N',
        directLabel: 'tows',
        inverseLabel: 'is towed by',
        attributes: [{ name: 'Since', type: 'date', lookup: null, domain: null }],
      },
    ],
    lookups: [
      {
        name: 'Fuel',
        label: 'Fuel',
        values: [
          { code: 'b', label: 'B', position: 10, active: true },
          { code: 'a', label: 'A', position: 20, active: true },
        ],
      },
    ],
  });
  await client.end();
  await database.drop();
  await rm(folder, { recursive: true });
});
