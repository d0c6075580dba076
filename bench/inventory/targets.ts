import { randomUUID } from 'node:crypto';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startPostgres } from '@popis/embedded-postgres';
import mysql from 'mysql2/promise';
import { findPostmaster } from '../measure/postmaster.ts';
import { note } from '../measure/report.ts';
import { startService } from '../measure/service.ts';
import type { BenchPeers } from './peers.ts';

/** A server that takes reports, and where they are stored. */
export interface Target {
  name: string;
  url: string;
  databaseUrl: string;
  /** The server's process first; CPU time is that of all and of what they started. */
  pids: number[];
  stop(): Promise<void>;
}

/** Our server on an embedded PostgreSQL of its own with default durability. */
export async function startOnPostgres(env: Readonly<Record<string, string>> = {}): Promise<Target> {
  const folder = await makeFolder();
  const postgres = await startPostgres({ dataDir: path.join(folder, 'postgres'), onNotice: note });
  const stopPostgres = async () => {
    await postgres.stop();
    await rm(folder, { recursive: true, force: true });
  };
  try {
    await postgres.ensureDatabase('inventory');
    const databaseUrl = postgres.urlFor('inventory');
    const server = await startServer(databaseUrl, env, folder);
    return {
      name: 'Popis on PostgreSQL',
      url: `${server.url}/ocsinventory`,
      databaseUrl,
      pids: [server.pid, await findPostmaster(databaseUrl)],
      stop: async () => {
        await server.stop();
        await stopPostgres();
      },
    };
  } catch (error) {
    await stopPostgres();
    throw error;
  }
}

/** Our server on a database of its own of the MariaDB server that the OCS server uses too. */
export async function startOnMariadb(
  peers: BenchPeers,
  env: Readonly<Record<string, string>> = {},
): Promise<Target> {
  const folder = await makeFolder();
  const name = `bench_${randomUUID().replaceAll('-', '')}`;
  await execute(peers.mariadbUrl, `CREATE DATABASE ${name} CHARACTER SET utf8mb4`);
  const databaseUrl = new URL(name, peers.mariadbUrl).href;
  const server = await startServer(databaseUrl, env, folder);
  return {
    name: 'Popis on MariaDB',
    url: `${server.url}/ocsinventory`,
    databaseUrl,
    pids: [server.pid, peers.mariadbPid],
    stop: async () => {
      await server.stop();
      await execute(peers.mariadbUrl, `DROP DATABASE ${name}`);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** The real OCS server, as Debian ships it. */
export function targetOcs(peers: BenchPeers): Target {
  return {
    name: 'OCS on MariaDB',
    url: peers.ocsUrl,
    databaseUrl: peers.ocsDatabaseUrl,
    pids: [peers.ocsPid, peers.mariadbPid],
    stop: async () => undefined,
  };
}

/** With its log in the folder: writing it is a part of the work that is measured. */
async function startServer(databaseUrl: string, env: Readonly<Record<string, string>>, folder: string) {
  return await startService(
    'inventory-server',
    {
      INVENTORY_DATABASE_URL: databaseUrl,
      PORT: '0',
      COMPATIBILITY: 'loopback',
      ADDRESS_RATE: 'off',
      DEVICE_RATE: 'off',
      ...env,
    },
    path.join(folder, 'server.log'),
  );
}

async function makeFolder(): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'popis-bench-inventory-'));
  // Run by root, PostgreSQL's own user has to pass through.
  await chmod(folder, 0o711);
  return folder;
}

async function execute(url: string, sql: string): Promise<void> {
  const connection = await mysql.createConnection(url);
  try {
    await connection.query(sql);
  } finally {
    await connection.end();
  }
}
