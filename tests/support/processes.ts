import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';

export const REPOSITORY = path.resolve(import.meta.dirname, '../..');

/** What a finished command left behind. */
export interface Finished {
  code: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
  stderr: string;
}

/** A process of ours under test; its output is collected, and shown by `finished` and `describe`. */
export interface RunningProcess {
  pid: number;
  child: ChildProcess;
  output(): string;
  finished: Promise<Finished>;
  /** Ends it the hard way and waits until it is gone. */
  kill(): Promise<void>;
  /** Asks it to stop and waits; ends it the hard way after 30 s. */
  stop(): Promise<Finished>;
}

/** Starts one of our compiled entry points (`apps/cli/dist/main.js`) with the Node.js that runs the test. */
export function startProcess(
  entry: string,
  args: readonly string[],
  env: Record<string, string> = {},
): RunningProcess {
  const child = spawn(process.execPath, [path.join(REPOSITORY, entry), ...args], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  if (child.pid === undefined) {
    throw new Error(`Could not start ${entry}`);
  }
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const finished = once(child, 'close').then(
    ([code, signal]) => ({ code, signal, stdout, stderr }) as Finished,
  );
  const process_ = {
    pid: child.pid,
    child,
    finished,
    output: () => stdout + stderr,
    async kill() {
      child.kill('SIGKILL');
      await finished;
    },
    async stop() {
      child.kill('SIGTERM');
      const timer = setTimeout(() => child.kill('SIGKILL'), 30_000);
      const result = await finished;
      clearTimeout(timer);
      return result;
    },
  };
  return process_;
}

/** Runs an entry point to its end. */
export function runProcess(
  entry: string,
  args: readonly string[],
  env: Record<string, string> = {},
): Promise<Finished> {
  return startProcess(entry, args, env).finished;
}

/** Polls until `find` gives something other than undefined; says what it waited for when the time is up. */
export async function waitFor<T>(
  what: string,
  find: () => Promise<T | undefined> | T | undefined,
  timeoutMs = 60_000,
): Promise<T> {
  const deadline = Date.now() + timeoutMs;
  while (Date.now() < deadline) {
    const found = await find();
    if (found !== undefined) {
      return found;
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`Waited ${timeoutMs / 1000} s in vain for ${what}`);
}
