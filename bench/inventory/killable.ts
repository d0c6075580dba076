import { execFile, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { findFreePort, startPostgres } from '@popis/embedded-postgres';
import mysql from 'mysql2/promise';
import { findPostmaster } from '../measure/postmaster.ts';
import { type RunningService, startService } from '../measure/service.ts';

const run = promisify(execFile);
const scripts = path.resolve(import.meta.dirname, '../../tests/peers');

/** What dies in a round. */
export type Victim = 'server' | 'database';

/** Our server and a database of its own, either of which can be killed and started again. */
export interface Killable {
  name: string;
  /** Where agents report to; stays the same. */
  url: string;
  databaseUrl: string;
  /** Ends it with SIGKILL. */
  kill(victim: Victim): Promise<void>;
  /** Asks the server to stop with SIGTERM, and waits until it has. */
  stopServer(): Promise<void>;
  /** Starts what was killed. A server is never restarted because its database was killed. */
  revive(victim: Victim): Promise<void>;
  stop(): Promise<void>;
}

/** A database process that can be killed and started again with its data. */
interface Database {
  url: string;
  kill(): Promise<void>;
  revive(): Promise<void>;
  stop(): Promise<void>;
}

/** Our server on an embedded PostgreSQL of its own with default durability. */
export async function killableOnPostgres(): Promise<Killable> {
  return await withServer('Popis on PostgreSQL', openPostgres);
}

/** Our server on a MariaDB server of its own. */
export async function killableOnMariadb(): Promise<Killable> {
  return await withServer('Popis on MariaDB', openMariadb);
}

async function withServer(name: string, open: (folder: string) => Promise<Database>): Promise<Killable> {
  const folder = await mkdtemp(path.join(tmpdir(), 'popis-kill-'));
  // Run by root, the database's own user has to pass through.
  await chmod(folder, 0o711);
  const database = await open(folder);
  const port = String(await findFreePort());
  const env = {
    INVENTORY_DATABASE_URL: database.url,
    PORT: port,
    COMPATIBILITY: 'loopback',
    ADDRESS_RATE: 'off',
    DEVICE_RATE: 'off',
  };
  const start = () => startService('inventory-server', env, path.join(folder, 'server.log'));
  let server: RunningService = await start();
  return {
    name,
    url: `http://127.0.0.1:${port}/ocsinventory`,
    databaseUrl: database.url,
    async kill(victim) {
      await (victim === 'server' ? server.kill() : database.kill());
    },
    stopServer: () => server.stop(),
    async revive(victim) {
      if (victim === 'server') server = await start();
      else await database.revive();
    },
    async stop() {
      await server.stop();
      await database.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function openPostgres(folder: string): Promise<Database> {
  const dataDir = path.join(folder, 'postgres');
  let postgres = await startPostgres({ dataDir });
  await postgres.ensureDatabase('inventory');
  const { port } = postgres;
  const url = postgres.urlFor('inventory');
  return {
    url,
    async kill() {
      process.kill(await findPostmaster(url), 'SIGKILL');
      await postgres.ended;
    },
    async revive() {
      await postgres.stop();
      postgres = await startPostgres({ dataDir, port });
    },
    stop: () => postgres.stop(),
  };
}

async function openMariadb(): Promise<Database> {
  // Where the system's user of MariaDB may go, whoever runs this.
  const folder = await mkdtemp('/var/tmp/popis-kill-mariadb-');
  await chmod(folder, 0o711);
  await run(process.execPath, [path.join(scripts, 'up.mjs'), folder, 'mariadb']);
  const { mariadbUrl } = JSON.parse(await readFile(path.join(folder, 'peers.json'), 'utf8'));
  const pidFile = path.join(folder, 'mariadb/mariadbd.pid');
  const name = `kill_${randomUUID().replaceAll('-', '')}`;
  await execute(mariadbUrl, `CREATE DATABASE ${name} CHARACTER SET utf8mb4`);
  return {
    url: new URL(name, mariadbUrl).href,
    async kill() {
      const pid = Number(await readFile(pidFile, 'utf8'));
      process.kill(pid, 'SIGKILL');
      await untilGone(pid);
    },
    async revive() {
      const configuration = `--defaults-file=${path.join(folder, 'mariadb/my.cnf')}`;
      const child = spawn('/usr/sbin/mariadbd', [configuration], { detached: true, stdio: 'ignore' });
      child.unref();
      await writeFile(pidFile, `${child.pid}\n`);
      await untilAnswers(mariadbUrl);
    },
    async stop() {
      await run(process.execPath, [path.join(scripts, 'down.mjs'), folder]);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function execute(url: string, sql: string): Promise<void> {
  const connection = await mysql.createConnection(url);
  try {
    await connection.query(sql);
  } finally {
    await connection.end();
  }
}

async function untilGone(pid: number): Promise<void> {
  for (;;) {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
    if (stat === '' || stat.slice(stat.lastIndexOf(')') + 2).startsWith('Z')) return;
    await sleep(20);
  }
}

async function untilAnswers(url: string): Promise<void> {
  const until = Date.now() + 60_000;
  for (;;) {
    try {
      await execute(url, 'SELECT 1');
      return;
    } catch (error) {
      if (Date.now() > until) throw new Error('MariaDB did not come again', { cause: error });
      await sleep(100);
    }
  }
}
