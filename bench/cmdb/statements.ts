import { open } from 'node:fs/promises';
import type pg from 'pg';

/**
 * How many statements a request takes, transaction control included. The PostgreSQL that we bring has no
 * pg_stat_statements, so the server logs each statement for the length of one request, and the lines are counted.
 */
export async function countStatements(
  client: pg.Client,
  logFile: string,
  request: () => Promise<unknown>,
): Promise<number> {
  await setLogging(client, 'all');
  const log = await open(logFile, 'r');
  try {
    const { size } = await log.stat();
    await request();
    await setLogging(client, 'none');
    const { size: end } = await log.stat();
    const { buffer } = await log.read(Buffer.alloc(end - size), 0, end - size, size);
    const lines = buffer.toString('utf8').split('\n');
    return lines.filter((line) => /LOG: {2}(statement|execute [^:]*):/.test(line) && !isOurs(line)).length;
  } finally {
    await log.close();
  }
}

async function setLogging(client: pg.Client, what: 'all' | 'none'): Promise<void> {
  await client.query(`ALTER SYSTEM SET log_statement = '${what}'`);
  await client.query('SELECT pg_reload_conf()');
  await new Promise((resolve) => setTimeout(resolve, 200));
}

function isOurs(line: string): boolean {
  return line.includes('ALTER SYSTEM') || line.includes('pg_reload_conf');
}
