import path from 'node:path';
import { createCmdbDatabase, describeSchema } from '@popis/testing';
import pg from 'pg';
import { expect, test } from 'vitest';

const committed = path.resolve(import.meta.dirname, '../../../../../migrations/cmdb/schema.sql');

test('schema.sql is the schema after all migrations', async () => {
  const database = await createCmdbDatabase();
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();

  const schema = await describeSchema(client);

  await client.end();
  await database.drop();
  await expect(schema).toMatchFileSnapshot(committed);
});
