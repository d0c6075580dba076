import pg from 'pg';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { describeSchema } from './describe-schema.ts';
import { createCmdbDatabase, createEmptyDatabase, type TestDatabase } from './test-databases.ts';

async function connect(database: TestDatabase): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  return client;
}

describe('databases for tests', () => {
  test('each is a copy of its own of the migrated schema, also when made at once', async () => {
    const databases = await Promise.all([createCmdbDatabase(), createCmdbDatabase(), createCmdbDatabase()]);

    const schemas = new Set<string>();
    for (const database of databases) {
      const client = await connect(database);
      schemas.add(await describeSchema(client));
      await client.end();
    }

    expect(new Set(databases.map((database) => database.url)).size).toBe(3);
    expect(schemas.size).toBe(1);
    for (const database of databases) await database.drop();
  });

  test('dropping closes what is still connected', async () => {
    const database = await createEmptyDatabase();
    const client = await connect(database);
    client.on('error', () => {});

    await database.drop();

    await expect(client.query('SELECT 1')).rejects.toThrow();
  });
});

describe('the text of a schema', () => {
  let database: TestDatabase;
  let client: pg.Client;
  beforeEach(async () => {
    database = await createEmptyDatabase();
    client = await connect(database);
  });
  afterEach(async () => {
    await client.end();
    await database.drop();
  });

  const schema = `
    CREATE SCHEMA report;
    CREATE TYPE colour AS ENUM ('red', 'blue');
    CREATE DOMAIN code AS text CONSTRAINT code_length_ck CHECK (length(VALUE) < 100);
    CREATE FUNCTION twice(n integer) RETURNS integer LANGUAGE sql IMMUTABLE RETURN n * 2;
    CREATE TABLE holder (
      id uuid NOT NULL, name text COLLATE "C", colour colour DEFAULT 'red', code code,
      doubled integer GENERATED ALWAYS AS (twice(1)) STORED,
      CONSTRAINT holder_id_pk PRIMARY KEY (id), CONSTRAINT holder_name_ck CHECK (name <> ''));
    CREATE TABLE held (
      holder_id uuid NOT NULL, seq bigint GENERATED ALWAYS AS IDENTITY,
      CONSTRAINT held_holder_id_seq_pk PRIMARY KEY (holder_id, seq),
      CONSTRAINT held_holder_id_fk FOREIGN KEY (holder_id) REFERENCES holder (id)) PARTITION BY LIST (holder_id);
    CREATE TABLE held_default PARTITION OF held DEFAULT;
    CREATE INDEX holder_name_ix ON holder (lower(name)) WHERE name IS NOT NULL;
    CREATE INDEX held_seq_ix ON held (seq);
    CREATE VIEW report.names AS SELECT name FROM holder;
    CREATE FUNCTION keep() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
    CREATE TRIGGER holder_keep BEFORE DELETE ON holder FOR EACH ROW EXECUTE FUNCTION keep();`;

  test('names everything, and run on an empty database gives the same again', async () => {
    await client.query(schema);
    const text = await describeSchema(client);
    const copy = await createEmptyDatabase();
    const inCopy = await connect(copy);

    await inCopy.query(text);

    expect(await describeSchema(inCopy)).toBe(text);
    for (const name of [
      'holder_name_ck',
      'held_holder_id_fk',
      'holder_name_ix',
      'held_seq_ix',
      'holder_keep',
    ]) {
      expect(text).toContain(name);
    }
    await inCopy.end();
    await copy.drop();
  });

  test('tells a column that differs', async () => {
    await client.query('CREATE TABLE a (b text)');
    const before = await describeSchema(client);

    await client.query('ALTER TABLE a ALTER b SET NOT NULL');

    expect(await describeSchema(client)).not.toBe(before);
  });
});
