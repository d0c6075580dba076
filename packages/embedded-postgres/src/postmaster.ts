import type { ChildProcess } from 'node:child_process';
import { open, readFile, rename, stat } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { UnavailableError } from '@popis/errors';
import pg from 'pg';
import { type Cluster, lastLines, roleName } from './cluster.ts';
import { startCommand } from './command.ts';
import { giveToFolderOwner } from './small-files.ts';

/** A running PostgreSQL. */
export interface Postmaster {
  port: number;
  /** Resolved when it has ended, however that came about. */
  ended: Promise<void>;
  stop(): Promise<void>;
}

/** How a start failed: over before it was ready, with what its log says; or never ready. */
export interface LaunchFailure {
  ended: boolean;
  reason: string;
}

/** Recovery after a crash replays at most some checkpoints; five minutes are far beyond that. */
const readyLimitMs = 300_000;
const stopLimitsMs = { SIGINT: 60_000, SIGQUIT: 15_000, SIGKILL: 15_000 } as const;
const largeLogBytes = 10 * 1024 * 1024;

/** Starts PostgreSQL on 127.0.0.1 and this port only, and waits until it answers a query. */
export async function launchPostmaster(
  cluster: Cluster,
  port: number,
  settings: Readonly<Record<string, string>>,
  logFile: string,
): Promise<Postmaster | LaunchFailure> {
  const log = await openLog(logFile);
  const logStart = (await log.stat()).size;
  const server = startCommand(cluster.binaries.postgres, toArguments(cluster.folder, port, settings), {
    user: cluster.user,
    stdio: ['ignore', log.fd, log.fd],
  });
  const ended = new Promise<void>((resolve) => {
    server.once('exit', () => resolve());
    server.once('error', () => resolve());
  });
  await log.close();

  const ready = await waitUntilReady(cluster, port, ended);
  if (!ready) {
    const wasRunning = server.exitCode === null && server.signalCode === null && server.pid !== undefined;
    if (wasRunning) await stopServer(server, ended);
    const said = (await readFile(logFile, 'utf8')).slice(logStart);
    return { ended: !wasRunning, reason: lastLines(said) };
  }
  const guard = startGuard(server, cluster);
  void ended.then(() => guard?.kill('SIGKILL'));
  return {
    port,
    ended,
    async stop() {
      await stopServer(server, ended);
    },
  };
}

/** Settings go on the command line, where they outrank a file that an older version of us may have written. */
export function toArguments(
  folder: string,
  port: number,
  settings: Readonly<Record<string, string>>,
): string[] {
  const fixed = {
    port: String(port),
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    timezone: 'UTC',
    log_timezone: 'UTC',
    lc_messages: 'C',
  };
  const args = ['-D', folder];
  for (const [name, value] of Object.entries({ ...settings, ...fixed })) args.push('-c', `${name}=${value}`);
  return args;
}

async function openLog(logFile: string) {
  const bytes = await stat(logFile).then(
    (found) => found.size,
    () => 0,
  );
  if (bytes > largeLogBytes) await rename(logFile, `${logFile}.1`);
  const log = await open(logFile, 'a', 0o600);
  await giveToFolderOwner(log, path.dirname(logFile));
  return log;
}

async function waitUntilReady(cluster: Cluster, port: number, ended: Promise<void>): Promise<boolean> {
  const state = { ended: false };
  void ended.then(() => {
    state.ended = true;
  });
  const until = Date.now() + readyLimitMs;
  for (let pause = 10; !state.ended && Date.now() < until; pause = Math.min(pause * 1.3, 250)) {
    if (await answers(cluster, port)) return !state.ended;
    await Promise.race([wait(pause), ended]);
  }
  return false;
}

/** Ready means: this very cluster, not another server on this port, answers a query under our password. */
async function answers(cluster: Cluster, port: number): Promise<boolean> {
  const client = new pg.Client({
    host: '127.0.0.1',
    port,
    user: roleName,
    password: cluster.password,
    database: 'postgres',
    connectionTimeoutMillis: 5_000,
  });
  client.on('error', () => {});
  try {
    await client.connect();
    const result = await client.query<{ folder: string }>(
      "SELECT current_setting('data_directory') AS folder",
    );
    return path.resolve(result.rows[0]?.folder ?? '') === path.resolve(cluster.folder);
  } catch {
    return false;
  } finally {
    await client.end().catch(() => {});
  }
}

/** Fast shutdown; only when that does not end, the hard ones, after which the next start recovers. */
async function stopServer(server: ChildProcess, ended: Promise<void>): Promise<void> {
  for (const signal of ['SIGINT', 'SIGQUIT', 'SIGKILL'] as const) {
    if (server.exitCode !== null || server.signalCode !== null) return;
    server.kill(signal);
    const limit = new AbortController();
    await Promise.race([
      ended,
      wait(stopLimitsMs[signal], undefined, { signal: limit.signal }).catch(() => {}),
    ]);
    limit.abort();
  }
  if (server.exitCode === null && server.signalCode === null) {
    throw new UnavailableError(`PostgreSQL (process ${server.pid}) does not stop; stop it by hand`);
  }
}

/**
 * PostgreSQL lives in a session of its own and would outlive a supervisor that is killed. A shell that costs next to
 * nothing reads from us until we are gone, and then asks PostgreSQL to stop. Not on Windows, where the next start
 * finds what was left behind.
 */
function startGuard(server: ChildProcess, cluster: Cluster): ChildProcess | undefined {
  if (process.platform === 'win32' || server.pid === undefined) return undefined;
  const script = 'read -r nothing; kill -INT "$0"';
  const guard = startCommand('/bin/sh', ['-c', script, String(server.pid)], {
    user: cluster.user,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  guard.on('error', () => {});
  return guard;
}
