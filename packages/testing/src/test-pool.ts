import { once } from 'node:events';
import pg from 'pg';

/** Connections to a database that a test looks into past the processes that own it. */
export interface TestPool {
  query<Row extends object>(sql: string, values?: readonly unknown[]): Promise<Row[]>;
  /** Closes the connections and waits until they are closed: the server may be stopped, and the database dropped, afterwards. */
  end(): Promise<void>;
}

/**
 * Opens a pool whose end is one. The driver's own ends when it has asked its connections to close: a server that is stopped right then
 * still tells them that they are terminated, where nobody listens any more.
 */
export function openPool(url: string, max: number): TestPool {
  const pool = new pg.Pool({ connectionString: url, max });
  const open = new Set<pg.PoolClient>();
  pool.on('connect', (client) => open.add(client));
  pool.on('remove', (client) => open.delete(client));
  return {
    query: async <Row extends object>(sql: string, values: readonly unknown[] = []) =>
      (await pool.query<Row>(sql, [...values])).rows,
    async end() {
      await pool.end();
      while (open.size > 0) await once(pool, 'remove');
    },
  };
}
