import pg from 'pg';

/** The process of a PostgreSQL server on this machine, above all of its others. */
export async function findPostmaster(databaseUrl: string): Promise<number> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  const { rows } = await client.query<{ text: string }>("SELECT pg_read_file('postmaster.pid') AS text");
  await client.end();
  return Number(rows[0]?.text.split('\n')[0]);
}
