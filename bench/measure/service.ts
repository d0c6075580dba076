import { fork } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '../..');

/** A process of ours that listens. */
export interface RunningService {
  url: string;
  pid: number;
  stop(): Promise<void>;
  /** Ends it with SIGKILL. */
  kill(): Promise<void>;
}

/**
 * Starts the compiled `apps/<app>/dist/main.js` as production does, and waits until it listens. Its log goes to `logFile`,
 * or is seen as it comes.
 */
export async function startService(
  app: string,
  env: Readonly<Record<string, string>>,
  logFile?: string,
): Promise<RunningService> {
  const log = logFile === undefined ? 'inherit' : openSync(logFile, 'a');
  const child = fork(path.join(root, 'apps', app, 'dist/main.js'), {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'ignore', log, 'ipc'],
  });
  if (typeof log === 'number') closeSync(log);
  const ended = once(child, 'exit');
  const url = await new Promise<string>((resolve, reject) => {
    child.on('message', (message: { ready: boolean; url?: string; message?: string }) => {
      if (message.ready && message.url !== undefined) resolve(message.url);
      else reject(new Error(`${app} did not start: ${message.message}`));
    });
    void ended.then(() => reject(new Error(`${app} ended before it was ready`)));
  });
  let stopping = false;
  void ended.then(([code, signal]) => {
    if (stopping) return;
    const how = signal === null ? `exit code ${code}` : `signal ${signal}`;
    process.stderr.write(`bench: ${app} ended by itself: ${how}; what it said stands above\n`);
  });
  return {
    url,
    pid: child.pid ?? 0,
    async stop() {
      stopping = true;
      child.kill('SIGTERM');
      await ended;
    },
    async kill() {
      stopping = true;
      child.kill('SIGKILL');
      await ended;
    },
  };
}
