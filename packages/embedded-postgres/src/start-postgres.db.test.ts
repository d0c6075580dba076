import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { findFreePort } from './free-port.ts';
import { findProcess } from './running-process.ts';
import { type EmbeddedPostgres, startPostgres } from './start-postgres.ts';

const asRoot = process.getuid?.() === 0;
const settings = { fsync: 'off' };
let folder: string;
let dataDir: string;
let running: EmbeddedPostgres[];

beforeEach(() => {
  folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'popis-postgres-')));
  chmodSync(folder, 0o711);
  dataDir = path.join(folder, 'postgres');
  running = [];
});
afterEach(async () => {
  for (const postgres of running) await postgres.stop();
  rmSync(folder, { recursive: true });
});

async function start(options: { port?: number; onNotice?: (line: string) => void } = {}) {
  const postgres = await startPostgres({ dataDir, settings, ...options });
  running.push(postgres);
  return postgres;
}

async function query<Row extends pg.QueryResultRow>(postgres: EmbeddedPostgres, sql: string): Promise<Row[]> {
  const client = new pg.Client({ connectionString: postgres.urlFor('postgres') });
  await client.connect();
  try {
    return (await client.query<Row>(sql)).rows;
  } finally {
    await client.end();
  }
}

function serverPid(): number {
  return Number(readFileSync(path.join(dataDir, 'cluster', 'postmaster.pid'), 'utf8').split('\n')[0]);
}

async function waitUntilGone(pid: number): Promise<void> {
  await expect.poll(() => findProcess(pid), { timeout: 20_000 }).toBeUndefined();
}

/** A process of its own that starts PostgreSQL and then waits, so that it can be killed. */
async function startSupervisor(): Promise<ChildProcess> {
  const script = path.join(folder, 'supervisor.ts');
  const module = path.join(import.meta.dirname, 'start-postgres.ts');
  writeFileSync(
    script,
    `import { startPostgres } from ${JSON.stringify(module)};
    await startPostgres({ dataDir: ${JSON.stringify(dataDir)}, settings: { fsync: 'off' } });
    console.log('ready');`,
  );
  const supervisor = spawn(process.execPath, ['--conditions=source', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (supervisor.stdout !== null) await once(supervisor.stdout, 'data');
  return supervisor;
}

describe('a new data folder', () => {
  test('holds a UTF-8 cluster with checksums and a locale that no host alters', async () => {
    const postgres = await start();

    const [facts] = await query(
      postgres,
      `SELECT current_setting('server_encoding') AS encoding, current_setting('data_checksums') AS checksums,
         current_setting('password_encryption') AS password, current_setting('TimeZone') AS zone,
         datlocprovider AS provider, datlocale AS locale, lower('ŠĐŽ') AS lower
       FROM pg_database WHERE datname = 'postgres'`,
    );

    expect(facts).toEqual({
      encoding: 'UTF8',
      checksums: 'on',
      password: 'scram-sha-256',
      zone: 'UTC',
      provider: 'b',
      locale: 'C.UTF-8',
      lower: 'šđž',
    });
  });

  test('keeps its secrets from other users', async () => {
    const postgres = await start();
    const password = readFileSync(path.join(dataDir, 'password'), 'utf8');

    expect(statSync(path.join(dataDir, 'password')).mode & 0o777).toBe(0o600);
    expect(statSync(path.join(dataDir, 'cluster')).mode & 0o777).toBe(0o700);
    expect(password.length).toBeGreaterThanOrEqual(32);
    expect(new URL(postgres.urlFor('x')).password).toBe(password);
  });

  test('is served on 127.0.0.1 alone, and to nobody without the password', async () => {
    const postgres = await start();

    const [listening] = await query(
      postgres,
      `SELECT current_setting('listen_addresses') AS tcp, current_setting('unix_socket_directories') AS unix`,
    );

    expect(listening).toEqual({ tcp: '127.0.0.1', unix: '' });
    const stranger = new pg.Client({
      connectionString: `postgres://popis:wrong@127.0.0.1:${postgres.port}/postgres`,
    });
    await expect(stranger.connect()).rejects.toMatchObject({ code: '28P01' });
  });

  test('PostgreSQL does not run as root', async () => {
    await start();

    const uid = statSync(`/proc/${serverPid()}`).uid;

    expect(uid).not.toBe(0);
    expect(uid === process.getuid?.()).toBe(!asRoot);
  });

  test('no password stands on a command line', async () => {
    await start();

    const commandLine = readFileSync(`/proc/${serverPid()}/cmdline`, 'utf8');

    expect(commandLine).toContain('postgres');
    expect(commandLine).not.toContain(readFileSync(path.join(dataDir, 'password'), 'utf8'));
  });
});

describe('stopping and starting again', () => {
  test('keeps data, password and port', async () => {
    const first = await start();
    await first.ensureDatabase('cmdb');
    await first.ensureDatabase('cmdb');
    const url = first.urlFor('cmdb');
    await first.stop();

    const second = await start();

    expect(second.urlFor('cmdb')).toBe(url);
    expect(await query(second, "SELECT datname FROM pg_database WHERE datname = 'cmdb'")).toHaveLength(1);
  });

  test('stops in order, once, however often it is asked', async () => {
    const postgres = await start();
    const pid = serverPid();

    await Promise.all([postgres.stop(), postgres.stop()]);
    await postgres.ended;

    expect(await findProcess(pid)).toBeUndefined();
    expect(existsSync(path.join(dataDir, 'cluster', 'postmaster.pid'))).toBe(false);
    expect(readFileSync(path.join(dataDir, 'postgres.log'), 'utf8')).toContain(
      'database system is shut down',
    );
  });

  test('takes another port when the one used last is taken', async () => {
    const first = await start();
    await first.stop();
    const squatter = createServer().listen(first.port, '127.0.0.1');
    await once(squatter, 'listening');

    const second = await start();

    expect(second.port).not.toBe(first.port);
    squatter.close();
  });

  test('a port that was asked for and is taken is an error that names it', async () => {
    const port = await findFreePort();
    const squatter = createServer().listen(port, '127.0.0.1');
    await once(squatter, 'listening');

    await expect(start({ port })).rejects.toThrow(`Port ${port} of 127.0.0.1`);
    squatter.close();
  });

  test('a server that cannot start says what its log says', async () => {
    const attempt = startPostgres({ dataDir, settings: { fsync: 'off', shared_buffers: 'many' } });

    await expect(attempt).rejects.toThrow(/PostgreSQL did not start: .*shared_buffers.*postgres\.log/);
  });

  test('a cluster that lost files is never made anew over what is left', async () => {
    const first = await start();
    await first.stop();
    rmSync(path.join(dataDir, 'cluster', 'PG_VERSION'));

    await expect(start()).rejects.toThrow('holds files, but no PG_VERSION');
    expect(existsSync(path.join(dataDir, 'cluster', 'base'))).toBe(true);
  });

  test('data of another major version are refused and left alone', async () => {
    const first = await start();
    await first.stop();
    writeFileSync(path.join(dataDir, 'cluster', 'PG_VERSION'), '9\n');

    await expect(start()).rejects.toThrow('was made by PostgreSQL 9');
  });
});

describe('a folder in use', () => {
  test('is refused with the number of the process that has it', async () => {
    await start();

    await expect(start()).rejects.toThrow(`in use by process ${process.pid}`);
  });

  test('of two starts at once one gets it', async () => {
    const outcomes = await Promise.allSettled([start(), start()]);

    const refused = outcomes.filter((outcome) => outcome.status === 'rejected');
    expect(refused.length).toBeGreaterThanOrEqual(1);
    expect(running.length).toBeLessThanOrEqual(1);
  });
});

describe('after kill -9', () => {
  test('of the supervisor PostgreSQL ends, and the next start has the data', async () => {
    const supervisor = await startSupervisor();
    const pid = serverPid();

    supervisor.kill('SIGKILL');
    await waitUntilGone(pid);

    expect(await query(await start(), 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  test('of supervisor and guard the orphan is found and stopped', async () => {
    const supervisor = await startSupervisor();
    const orphan = serverPid();
    process.kill(guardOf(orphan), 'SIGKILL');
    supervisor.kill('SIGKILL');
    await once(supervisor, 'exit');
    const notices: string[] = [];

    const postgres = await start({ onNotice: (line) => notices.push(line) });

    expect(await findProcess(orphan)).toBeUndefined();
    expect(notices.join()).toContain(`process ${orphan}`);
    expect(await query(postgres, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  test('of PostgreSQL its end is told, and the next start recovers what was committed', async () => {
    const first = await start();
    await query(first, 'CREATE TABLE kept AS SELECT 1 AS one');

    process.kill(serverPid(), 'SIGKILL');
    await first.ended;
    await first.stop();
    const second = await start();

    expect(await query(second, 'SELECT one FROM kept')).toEqual([{ one: 1 }]);
    expect(second.port).toBe(first.port);
  });

  test('a lock file of PostgreSQL whose number went to a stranger does not stop the next start', async () => {
    const first = await start();
    process.kill(serverPid(), 'SIGKILL');
    await first.ended;
    await first.stop();
    const stranger = spawn('sleep', ['60']);
    const lockFile = path.join(dataDir, 'cluster', 'postmaster.pid');
    const lines = readFileSync(lockFile, 'utf8');
    writeFileSync(lockFile, lines.replace(/^\d+/, String(stranger.pid)));

    await start();

    expect(stranger.exitCode).toBeNull();
    stranger.kill();
  });

  test('of an initdb the next start sweeps its draft away and makes a cluster', async () => {
    const draft = path.join(dataDir, 'draft-4242', 'cluster');
    mkdirSync(draft, { recursive: true });
    writeFileSync(path.join(draft, 'PG_VERSION'), '18\n');

    await start();

    expect(existsSync(draft)).toBe(false);
  });
});

describe('a folder that PostgreSQL’s user cannot enter', () => {
  test('keeps all but the cluster, which lies where the user can be until the folder is gone', async () => {
    chmodSync(folder, 0o700);
    const notices: string[] = [];

    const postgres = await start({ onNotice: (line) => notices.push(line) });

    const cluster = path.join(dataDir, 'cluster');
    expect(await query(postgres, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    expect(lstatSync(cluster).isSymbolicLink()).toBe(asRoot);
    expect(notices.length).toBe(asRoot ? 1 : 0);
    if (!asRoot) return;
    const home = homeOf(dataDir);
    expect(home).toMatch(/^\/var\/lib\/popis\/postgres-/);
    expect(notices[0]).toContain(home);
    await postgres.stop();
    const again = await start();
    expect(await query(again, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    await again.stop();

    rmSync(dataDir, { recursive: true });
    const otherDir = path.join(folder, 'other');
    const other = await startPostgres({ dataDir: otherDir, settings });
    await other.stop();

    expect(existsSync(home)).toBe(false);
    rmSync(homeOf(otherDir), { recursive: true });
  });

  test('outside temporary folders leaves the cluster of a deleted one alone, and says where it is', async () => {
    chmodSync(folder, 0o700);
    vi.stubEnv('TMPDIR', path.dirname(import.meta.dirname));
    await (await start()).stop();
    const left = asRoot ? homeOf(dataDir) : undefined;
    rmSync(dataDir, { recursive: true });
    const notices: string[] = [];

    const postgres = await start({ onNotice: (line) => notices.push(line) });

    expect(await query(postgres, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    await postgres.stop();
    vi.unstubAllEnvs();
    if (left === undefined) return;
    expect(notices[0]).toContain(`still lies in ${left}`);
    expect(homeOf(dataDir)).toBe(`${left}-2`);
    for (const home of [left, homeOf(dataDir)]) rmSync(home, { recursive: true });
  });
});

function homeOf(ofDataDir: string): string {
  return path.dirname(readlinkSync(path.join(ofDataDir, 'cluster')));
}

/** The shell that waits for its supervisor to die names the server as its last argument. */
function guardOf(server: number): number {
  const children = readFileSync(`/proc/${parentOf(server)}/task/${parentOf(server)}/children`, 'utf8');
  for (const pid of children.trim().split(' ')) {
    const words = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').filter(Boolean);
    if (words[0] === '/bin/sh' && words.at(-1) === String(server)) return Number(pid);
  }
  throw new Error('no guard');
}

function parentOf(pid: number): number {
  return Number(/^PPid:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);
}
