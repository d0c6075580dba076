import path from 'node:path';
import pg from 'pg';
import { makeFiles, type Organisation } from './organisation.ts';

/**
 * Seconds that PostgreSQL needs to take the same files in by COPY, into plain tables with their code as key: what nothing that
 * reads, compares and keeps history can be faster than. The server has to be able to read the folder.
 */
export async function copyBare(
  databaseUrl: string,
  folder: string,
  organisation: Organisation,
): Promise<number> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  const files = [...makeFiles(organisation)].map(([name, [heading = []]]) => {
    return { table: `bare_${path.parse(name).name}`, file: path.join(folder, name), heading };
  });
  const drop = () => client.query(`DROP TABLE IF EXISTS ${files.map(({ table }) => table).join(', ')}`);
  try {
    await drop();
    for (const { table, heading } of files) {
      const columns = heading.map((name, index) => `"${name}" text ${index === 0 ? 'PRIMARY KEY' : ''}`);
      await client.query(`CREATE TABLE ${table} (${columns.join(', ')})`);
    }
    const since = performance.now();
    for (const { table, file } of files) {
      await client.query(`COPY ${table} FROM ${pg.escapeLiteral(file)} (FORMAT csv, HEADER)`);
    }
    return (performance.now() - since) / 1_000;
  } finally {
    await drop();
    await client.end();
  }
}
