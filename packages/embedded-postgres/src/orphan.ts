import { readlink, realpath, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { UnavailableError } from '@popis/errors';
import { runCommand } from './command.ts';
import { findProcess } from './running-process.ts';
import { findText } from './small-files.ts';

const stopLimitMs = 30_000;

/**
 * Stops a PostgreSQL that still runs on this cluster though its supervisor is gone. Gives whether there was a lock file:
 * if so, the last one did not stop by itself and the next start recovers.
 *
 * Call it under the folder's lock only.
 */
export async function stopOrphan(cluster: string, onNotice: (line: string) => void): Promise<boolean> {
  const lockFile = path.join(cluster, 'postmaster.pid');
  const text = await findText(lockFile);
  if (text === undefined) return false;
  const pid = parsePostmasterPid(text);
  if (pid === undefined || (await findProcess(pid)) === undefined) return true;
  if (!(await runsOn(pid, cluster))) {
    await disownLockFile(lockFile, text);
    return true;
  }
  onNotice(`A PostgreSQL left behind by an earlier start (process ${pid}) is stopped`);
  await stopProcess(pid, cluster);
  return true;
}

/** The process number, line 1 of `postmaster.pid`. See PostgreSQL's `src/include/utils/pidfile.h`. */
export function parsePostmasterPid(text: string): number | undefined {
  const pid = Number(text.split('\n')[0]);
  return Number.isInteger(pid) && pid > 1 ? pid : undefined;
}

/** A postmaster's working folder is its data folder; where the system does not tell that, its command line names it. */
async function runsOn(pid: number, cluster: string): Promise<boolean> {
  if (process.platform === 'linux') {
    const folder = await readlink(`/proc/${pid}/cwd`).catch(() => undefined);
    return folder === (await realpath(cluster));
  }
  const { output } = await runCommand('ps', ['-o', 'command=', '-p', String(pid)], undefined);
  return output.includes(cluster);
}

/**
 * The number in the lock file belongs to a stranger now, and PostgreSQL would take that for itself. A lock file that
 * names PostgreSQL's parent it takes for stale, and still looks whether the shared memory named there is in use: which
 * deleting the file would forgo. See `CreateLockFile` in PostgreSQL's `src/backend/utils/init/miscinit.c`.
 */
async function disownLockFile(lockFile: string, text: string): Promise<void> {
  await writeFile(lockFile, text.replace(/^\d+/, String(process.pid)).concat('\n'));
}

/** Fast shutdown first: open transactions are rolled back, the rest is written. */
async function stopProcess(pid: number, cluster: string): Promise<void> {
  for (const signal of ['SIGINT', 'SIGQUIT', 'SIGKILL'] as const) {
    if (!signalProcess(pid, signal)) break;
    const until = Date.now() + stopLimitMs;
    while (Date.now() < until) {
      if ((await findProcess(pid)) === undefined) return;
      await wait(50);
    }
  }
  throw new UnavailableError(
    `Process ${pid} runs PostgreSQL on ${cluster} and cannot be stopped; stop it (kill -INT ${pid}) and start again`,
  );
}

function signalProcess(pid: number, signal: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, signal);
  } catch (error) {
    // Gone meanwhile counts as signalled: the wait sees it.
    return error instanceof Error && 'code' in error && error.code === 'ESRCH';
  }
}
