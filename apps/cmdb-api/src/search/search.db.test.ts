import { readFileSync } from 'node:fs';
import path from 'node:path';
import { readMigrations } from '@popis/migrations';
import { createCmdbDatabase, createEmptyDatabase, type TestDatabase } from '@popis/testing';
import fc from 'fast-check';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { foldText } from './fold.ts';
import { toPattern } from './search-query.ts';

const migrations = path.resolve(import.meta.dirname, '../../../../migrations/cmdb');
let database: TestDatabase;
let client: pg.Client;

beforeAll(async () => {
  database = await createCmdbDatabase();
  client = await connect(database);
});
afterAll(async () => {
  await client.end();
  await database.drop();
});

async function connect({ url }: TestDatabase): Promise<pg.Client> {
  const connected = new pg.Client({ connectionString: url });
  await connected.connect();
  return connected;
}

/** Letters of the scripts that we fold, and of some that we do not. */
const letter = fc.oneof(
  fc.integer({ min: 0x20, max: 0x24f }),
  fc.integer({ min: 0x370, max: 0x45f }),
  fc.integer({ min: 0x1e00, max: 0x1eff }),
  fc.constantFrom(0x0a, 0x09, 0x22, 0x5c, 0x4e2d, 0x1f600, 0xfb01, 0x301, 0x30c),
);
const text = fc.array(letter, { maxLength: 30 }).map((codes) => String.fromCodePoint(...codes));

test('the database folds as we do', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(text, { minLength: 50, maxLength: 50 }), async (texts) => {
      const { rows } = await client.query<{ folded: string }>(
        `SELECT search_fold(given.value) AS folded FROM unnest($1::text[]) WITH ORDINALITY AS given(value, place)
         ORDER BY given.place`,
        [texts],
      );

      expect(rows.map((row) => row.folded)).toEqual(texts.map(foldText));
    }),
    { numRuns: 40 },
  );
});

test('every value, and every part of one, is found in the text of its card', async () => {
  await fc.assert(
    fc.asyncProperty(text, text, text, fc.nat(), async (code, description, value, from) => {
      const part = foldText([...value].slice(from % (value.length + 1)).join(''));
      const { rows } = await client.query<{ found: boolean[] }>(
        `SELECT ARRAY[held.text LIKE $4, held.text LIKE $5, held.text LIKE $6] AS found
         FROM search_text($1, $2, $3::jsonb) AS held(text)`,
        [
          ...[code, description, JSON.stringify({ Serial: value, RAM: 4096 })],
          ...[
            `["${toPattern(foldText(code))}"%`,
            `%"${toPattern(foldText(value))}"%`,
            `%${toPattern(part)}%`,
          ],
        ],
      );

      expect(rows[0]?.found).toEqual([true, true, true]);
    }),
    { numRuns: 100 },
  );
});

test('the migration puts what is there into the index', async () => {
  const older = await createEmptyDatabase();
  const inOlder = await connect(older);
  const files = await readMigrations(migrations);
  const search = files.findIndex((file) => file.name.endsWith('-search.sql'));
  for (const file of files.slice(0, search)) await inOlder.query(file.sql);
  await inOlder.query(`
    INSERT INTO change (id, at, actor, source, hash) VALUES (uuidv7(), now(), 'ana', 'seed', '');
    INSERT INTO class (name, label, change_id) SELECT 'Room', 'Room', id FROM change;
    SELECT create_class_partitions(id) FROM class;
    INSERT INTO card (class_id, id, code, attributes, provenance, valid_from, change_id, revision)
      SELECT class.id, uuidv7(), 'R1', '{"Head": "Ђорђе"}', '{}', now(), change.id, change.id FROM class, change;
    INSERT INTO document (id, name, valid_from, change_id) SELECT uuidv7(), 'Упутство.pdf', now(), id FROM change`);

  await inOlder.query(files[search]?.sql ?? '');

  const { rows } = await inOlder.query<{ text: string }>(
    'SELECT search_text AS text FROM card UNION ALL SELECT search_text FROM document',
  );
  expect(rows.map((row) => row.text)).toEqual(['["r1", ""]["djordje"]', '["uputstvo.pdf", ""][]']);
  await inOlder.end();
  await older.drop();
});

test('an account that may not install the extension is told what to do', async () => {
  const older = await createEmptyDatabase();
  const admin = await connect(older);
  const role = `plain_${Date.now()}`;
  await admin.query(`CREATE ROLE ${role}; GRANT ALL ON SCHEMA public TO ${role}; SET ROLE ${role}`);
  const sql = readFileSync(path.join(migrations, '20261123185200-search.sql'), 'utf8');

  const attempt = admin.query(sql);

  await expect(attempt).rejects.toMatchObject({
    message: expect.stringContaining('pg_trgm'),
    hint: expect.stringContaining('CREATE EXTENSION pg_trgm'),
  });
  await admin.query(`RESET ROLE; DROP OWNED BY ${role}; DROP ROLE ${role}`);
  await admin.end();
  await older.drop();
});
