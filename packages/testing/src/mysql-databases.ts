import { randomUUID } from 'node:crypto';
import { createConnection } from 'mysql2/promise';
import { getPeers } from './peers.ts';
import type { TestDatabase } from './test-databases.ts';

/** Makes a database with nothing in it on the MariaDB peer. */
export async function createEmptyMysqlDatabase(): Promise<TestDatabase> {
  const { mariadbUrl } = getPeers('mariadbUrl');
  const name = `empty_${randomUUID().replaceAll('-', '')}`;
  await runOnServer(mariadbUrl, `CREATE DATABASE ${name} CHARACTER SET utf8mb4`);
  return {
    url: new URL(name, mariadbUrl).href,
    drop: () => runOnServer(mariadbUrl, `DROP DATABASE ${name}`),
  };
}

async function runOnServer(url: string, sql: string): Promise<void> {
  const connection = await createConnection(url);
  try {
    await connection.query(sql);
  } finally {
    await connection.end();
  }
}
