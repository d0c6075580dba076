import pg from 'pg';
import { PARTS } from './inventory.ts';

const AT_ONCE = 1_000;

/**
 * Seconds that PostgreSQL needs to take in as many rows as a first load brings, in plain tables without history, provenance or
 * search, a thousand rows a statement: what no CMDB can be faster than.
 */
export async function loadBareTables(databaseUrl: string, computers: number): Promise<number> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await client.query('DROP TABLE IF EXISTS bare_card, bare_relation');
    await client.query(
      'CREATE TABLE bare_card (id uuid PRIMARY KEY, class text NOT NULL, code text NOT NULL, attributes jsonb NOT NULL)',
    );
    await client.query(
      'CREATE TABLE bare_relation (id uuid PRIMARY KEY, source uuid NOT NULL, target uuid NOT NULL)',
    );
    const attributes = JSON.stringify({
      Description: 'SODIMM (None)',
      SerialNumber: 'M0000010',
      Caption: 'DIMM 1',
      Capacity: 4096,
      Type: 'DDR4',
      NumSlot: 1,
      Speed: '2933',
    });
    const since = performance.now();
    await client.query('CREATE INDEX ON bare_card (class, code)');
    await client.query('CREATE INDEX ON bare_relation (source)');
    await client.query('CREATE INDEX ON bare_relation (target)');
    for (let first = 0; first < computers * (PARTS + 1); first += AT_ONCE) {
      await client.query(
        `INSERT INTO bare_card SELECT gen_random_uuid(), 'Memory', 'PC-' || n, $1::jsonb FROM generate_series($2::int, $3::int) n`,
        [attributes, first, first + AT_ONCE - 1],
      );
    }
    for (let first = 0; first < computers * PARTS; first += AT_ONCE) {
      await client.query(
        'INSERT INTO bare_relation SELECT gen_random_uuid(), gen_random_uuid(), gen_random_uuid() FROM generate_series($1::int, $2::int) n',
        [first, first + AT_ONCE - 1],
      );
    }
    return (performance.now() - since) / 1_000;
  } finally {
    await client.query('DROP TABLE IF EXISTS bare_card, bare_relation');
    await client.end();
  }
}
