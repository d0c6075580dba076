import { findFreePort } from '@popis/embedded-postgres';
import { startProcess, waitFor } from '../../support/processes.ts';

/** Our inventory server as a process of its own on the given database. */
export interface InventoryServer {
  /** Where agents report to. */
  url: string;
  stop(): Promise<void>;
}

export async function startInventoryServer(
  databaseUrl: string,
  environment: Record<string, string> = {},
): Promise<InventoryServer> {
  const port = await findFreePort();
  const server = startProcess('apps/inventory-server/dist/main.js', [], {
    INVENTORY_DATABASE_URL: databaseUrl,
    PORT: String(port),
    LOG_LEVEL: 'warn',
    ...environment,
  });
  const url = `http://127.0.0.1:${port}`;
  await waitFor(`the inventory server at ${url}`, async () => {
    if (server.child.exitCode !== null) throw new Error(`The inventory server has ended: ${server.output()}`);
    const response = await fetch(`${url}/health`).catch(() => undefined);
    return response?.ok || undefined;
  });
  return {
    url: `${url}/ocsinventory`,
    stop: async () => {
      await server.stop();
    },
  };
}
