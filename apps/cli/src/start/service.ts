import { type ChildProcess, fork } from 'node:child_process';
import { setTimeout as wait } from 'node:timers/promises';
import { openLog, readTail } from '../log-file.ts';
import { nextBackoff } from './backoff.ts';
import { ChildFailedError } from './child-failed-error.ts';
import { describeEnd, parseReadiness, type Readiness } from './readiness.ts';

/** A process that is to run as long as we do. */
export interface ServiceOptions {
  name: string;
  /** Its compiled entry point. */
  entry: string;
  args?: readonly string[];
  env: Readonly<Record<string, string | undefined>>;
  logFile: string;
  /** Hears, in a line, of what happens to it after it was ready. */
  onNote: (line: string) => void;
}

/** A service that was ready. */
export interface Service {
  url: string;
  stop(): Promise<void>;
}

interface RunningChild {
  child: ChildProcess;
  url: string;
  startedAtMs: number;
  /** How it ended, in words. */
  ended: Promise<string>;
}

const readyLimitMs = 120_000;
const stopLimitMs = 10_000;

/**
 * Starts a process, waits until it says over the IPC channel that it is ready, and from then on starts it again
 * whenever it ends, waiting longer each time. It runs in a session of its own, so that a Ctrl-C reaches us alone and we
 * stop things in order; the end of the IPC channel tells it that we are gone.
 *
 * @throws ChildFailedError when the first start fails, and the reason of `stopAsked` when that comes first.
 */
export async function startService(options: ServiceOptions, stopAsked: AbortSignal): Promise<Service> {
  const stopping = new AbortController();
  const first = await launch(options, stopAsked);
  const life = keepRunning(first, options, stopping.signal);
  return {
    url: first.url,
    async stop() {
      stopping.abort();
      await life;
    },
  };
}

async function keepRunning(
  first: RunningChild,
  options: ServiceOptions,
  stopping: AbortSignal,
): Promise<void> {
  let running: RunningChild | undefined = first;
  let pauseMs: number | undefined;
  let end = '';
  while (!stopping.aborted) {
    let ranMs = 0;
    if (running !== undefined) {
      end = await Promise.race([running.ended, untilAborted(stopping)]);
      if (stopping.aborted) break;
      ranMs = Date.now() - running.startedAtMs;
    }
    pauseMs = nextBackoff(pauseMs, ranMs);
    options.onNote(
      `${options.name} ${end}; it is started again in ${pauseMs / 1000} s (log: ${options.logFile})`,
    );
    await wait(pauseMs, undefined, { signal: stopping }).catch(() => {});
    if (stopping.aborted) return;
    running = await launch(options, stopping).catch((error: Error) => {
      end = error.message;
      return undefined;
    });
  }
  if (running !== undefined) await stopChild(running.child);
}

async function launch(options: ServiceOptions, stopAsked: AbortSignal): Promise<RunningChild> {
  stopAsked.throwIfAborted();
  const log = await openLog(options.logFile);
  const offset = (await log.stat()).size;
  const child = fork(options.entry, options.args ?? [], {
    detached: true,
    env: options.env,
    stdio: ['ignore', log.fd, log.fd, 'ipc'],
  });
  const ended = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('exit', (code, signal) => resolve(describeEnd(code, signal)));
  });
  await log.close();

  const outcome = await waitForReadiness(child, ended, stopAsked);
  if ('url' in outcome) return { child, url: outcome.url, startedAtMs: Date.now(), ended };
  await stopChild(child);
  stopAsked.throwIfAborted();
  const tail = await readTail(options.logFile, offset);
  throw new ChildFailedError(
    `${options.name} did not start: ${outcome.message}`,
    options.logFile,
    tail,
    outcome.code,
  );
}

async function waitForReadiness(
  child: ChildProcess,
  ended: Promise<string>,
  stopAsked: AbortSignal,
): Promise<Readiness> {
  const said = new Promise<Readiness>((resolve) => {
    child.on('message', (message) => {
      const readiness = parseReadiness(message);
      if (readiness !== undefined) resolve(readiness);
    });
  });
  // The end of a process may be heard before the last that it said: there is nothing more to hear when its channel is closed.
  const silent = new Promise<void>((resolve) => child.once('disconnect', resolve));
  const tooLate = AbortSignal.timeout(readyLimitMs);
  return await Promise.race([
    said,
    Promise.all([ended, silent]).then(([message]) => ({ message })),
    untilAborted(tooLate).then(() => ({ message: `it was not ready within ${readyLimitMs / 1000} s` })),
    untilAborted(stopAsked).then(() => ({ message: 'it was stopped' })),
  ]);
}

async function stopChild(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  child.kill('SIGTERM');
  const limit = setTimeout(() => child.kill('SIGKILL'), stopLimitMs);
  await exited;
  clearTimeout(limit);
}

async function untilAborted(signal: AbortSignal): Promise<string> {
  if (!signal.aborted)
    await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
  return 'was stopped';
}
