import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { findFreePort, startPostgres } from '@popis/embedded-postgres';
import { openPool } from '@popis/testing';
import { startProcess, waitFor } from '../../support/processes.ts';

const adminToken = 'token-of-the-inventory-in-tests';

export interface TestInventory {
  /** What tells a CMDB where it is administered. */
  env: Record<string, string>;
  /** Reports as an agent does; gives the status. */
  report(userAgent: string, body: Uint8Array): Promise<number>;
  query(sql: string): Promise<void>;
  stop(): Promise<void>;
}

/** The real inventory server with its administration, on an embedded PostgreSQL of its own. */
export async function startInventory(): Promise<TestInventory> {
  const folder = await mkdtemp(path.join(tmpdir(), 'popis-inventory-'));
  const postgres = await startPostgres({
    dataDir: path.join(folder, 'postgres'),
    settings: { fsync: 'off' },
  });
  await postgres.ensureDatabase('inventory');
  const tokenFile = path.join(folder, 'token');
  await writeFile(tokenFile, adminToken, { mode: 0o600 });
  const [port, adminPort] = [await findFreePort(), await findFreePort()];
  const server = startProcess('apps/inventory-server/dist/main.js', [], {
    INVENTORY_DATABASE_URL: postgres.urlFor('inventory'),
    PORT: String(port),
    ADMIN_PORT: String(adminPort),
    ADMIN_TOKEN_FILE: tokenFile,
    LOG_LEVEL: 'warn',
  });
  const pool = openPool(postgres.urlFor('inventory'), 1);
  const adminUrl = `http://127.0.0.1:${adminPort}`;
  await waitFor('the administration of the inventory', async () => {
    if (server.child.exitCode !== null) throw new Error(server.output());
    return (await fetch(`${adminUrl}/admin/status`).catch(() => undefined)) ?? undefined;
  });
  return {
    env: { INVENTORY_ADMIN_URL: adminUrl, INVENTORY_ADMIN_TOKEN_FILE: tokenFile },
    async report(userAgent, body) {
      const headers = { 'user-agent': userAgent, 'content-type': 'application/x-compress' };
      const response = await fetch(`http://127.0.0.1:${port}/ocsinventory`, {
        method: 'POST',
        headers,
        body: Buffer.from(body),
      });
      return response.status;
    },
    async query(sql) {
      await pool.query(sql);
    },
    async stop() {
      await server.stop();
      await pool.end();
      await postgres.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
