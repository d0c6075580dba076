import type { Readable } from 'node:stream';
import { createEmptyDatabase, createEmptyMysqlDatabase, type TestDatabase } from '@popis/testing';
import type { FastifyInstance } from 'fastify';
import { buildAdminServer } from '../../apps/inventory-server/src/admin/admin-server.ts';
import { openAdministration } from '../../apps/inventory-server/src/admin/administration.ts';
import { openStore, type Store } from '../../apps/inventory-server/src/store.ts';

/** The databases that everything about an inventory has to hold on. */
export const inventoryDatabases: readonly { name: string; create: () => Promise<TestDatabase> }[] = [
  { name: 'PostgreSQL', create: createEmptyDatabase },
  { name: 'MariaDB', create: createEmptyMysqlDatabase },
];

const token = 'token-of-the-administration-in-tests';

/** What the administration answered. */
export interface AdminAnswer {
  status: number;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every shape
  body: any;
}

/** An inventory with its administration, on a database of its own or one that is found. */
export interface TestInventory {
  store: Store;
  admin: FastifyInstance;
  /** Asks the administration for something, as Jovana. `address` begins below `/admin`. */
  call(method: 'GET' | 'POST' | 'PUT' | 'DELETE', address: string, body?: object): Promise<AdminAnswer>;
  /** Sends what is no JSON, as the administration takes archives. */
  upload(address: string, body: Buffer | Readable): Promise<AdminAnswer>;
  stop(): Promise<void>;
}

/** Opens an inventory; a database that is given as an address stays. */
export async function openTestInventory(
  database: TestDatabase | string,
  options: { packageFolder?: string } = {},
): Promise<TestInventory> {
  const url = typeof database === 'string' ? database : database.url;
  const store = await openStore(url, 5, () => undefined);
  const administration = openAdministration(store);
  const admin = buildAdminServer({ ...administration, ...options }, token);
  return {
    store,
    admin,
    async call(method, address, body) {
      const answer = await admin.inject({
        method,
        url: `/admin${address}`,
        headers: { authorization: `Bearer ${token}`, 'x-popis-actor': 'jovana' },
        ...(body === undefined ? {} : { payload: body }),
      });
      return { status: answer.statusCode, body: answer.body === '' ? undefined : answer.json() };
    },
    async upload(address, body) {
      const answer = await admin.inject({
        method: 'POST',
        url: `/admin${address}`,
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/octet-stream' },
        payload: body,
      });
      return { status: answer.statusCode, body: answer.json() };
    },
    async stop() {
      await admin.close();
      await administration.contacts.close();
      await store.close();
      if (typeof database !== 'string') await database.drop();
    },
  };
}
