import { spawn } from 'node:child_process';
import { openLog, readTail } from '../log-file.ts';
import { ChildFailedError } from './child-failed-error.ts';
import { describeEnd } from './readiness.ts';

/** A program that does its work and ends. */
export interface OneShot {
  name: string;
  entry: string;
  args: readonly string[];
  env: Readonly<Record<string, string | undefined>>;
  logFile: string;
  /** Exit codes besides 0 that are no failure. */
  alsoWell?: readonly number[];
}

/**
 * Runs a program to its end, its output in its log, and gives its exit code.
 *
 * @throws ChildFailedError when it fails, and the reason of `stopAsked`, with the program stopped, when that comes first.
 */
export async function runToEnd(program: OneShot, stopAsked: AbortSignal): Promise<number> {
  stopAsked.throwIfAborted();
  const log = await openLog(program.logFile);
  const offset = (await log.stat()).size;
  const child = spawn(process.execPath, [program.entry, ...program.args], {
    detached: true,
    env: program.env,
    stdio: ['ignore', log.fd, log.fd],
  });
  const stop = () => child.kill('SIGTERM');
  stopAsked.addEventListener('abort', stop, { once: true });
  const end = await new Promise<string | number>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('exit', (code, signal) =>
      resolve(code === 0 || isAmong(program.alsoWell, code) ? code : describeEnd(code, signal)),
    );
  });
  stopAsked.removeEventListener('abort', stop);
  await log.close();
  stopAsked.throwIfAborted();
  if (typeof end === 'number') return end;
  throw new ChildFailedError(
    `${program.name} ${end}`,
    program.logFile,
    await readTail(program.logFile, offset),
  );
}

function isAmong(codes: readonly number[] | undefined, code: number | null): code is number {
  return code !== null && codes?.includes(code) === true;
}
