import { describeFailure, findErrorCode } from './failure.ts';

/** What a started process must be able to do: end its work, answer what it has begun, close its connections. */
export interface Stoppable {
  /**
   * `askedBy`: the signal, or `parent gone`; absent when nobody outside asked. A process with a log says it there: a stop leaves no
   * other trace.
   */
  stop(askedBy?: string): Promise<void>;
}

/** What a process says to the supervisor that started it, over the IPC channel. */
export type ReadinessMessage =
  | { ready: true; url: string }
  | { ready: false; message: string; code?: string };

const usualStopLimitMs = 20_000;

/**
 * Runs a process from start to stop. SIGINT, SIGTERM and the end of the IPC channel (the parent died) stop it
 * once, however often they come, and it exits with 0. A start that fails gives one line on standard error and exit 1.
 * A start that takes long watches `stopAsked` and throws: that is a stop too. A stop over the limit, 20 s unless one is
 * given, is cut off with exit 1.
 */
export async function runUntilStopped(
  start: (stopAsked: AbortSignal) => Promise<Stoppable>,
  { stopLimitMs = usualStopLimitMs } = {},
): Promise<void> {
  const stopAsked = watchForStop();
  try {
    const running = await start(stopAsked);
    await untilAborted(stopAsked);
    setTimeout(() => process.exit(fail('stopping took too long')), stopLimitMs).unref();
    await running.stop(askedBy(stopAsked));
    process.exit(0);
  } catch (error) {
    if (stopAsked.aborted && error === stopAsked.reason) process.exit(0);
    const code = findErrorCode(error);
    const message = describeFailure(error);
    await tellParent({ ready: false, message, ...(code === undefined ? {} : { code }) });
    process.exit(fail(message));
  }
}

function watchForStop(): AbortSignal {
  const controller = new AbortController();
  const abort = (askedBy: string) => controller.abort(new StopAskedError(askedBy));
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, abort);
  if (process.connected) process.on('disconnect', () => abort('parent gone'));
  return controller.signal;
}

class StopAskedError extends Error {
  override name = 'StopAskedError';
}

function askedBy(stopAsked: AbortSignal): string {
  return stopAsked.reason instanceof StopAskedError ? stopAsked.reason.message : String(stopAsked.reason);
}

async function untilAborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  await new Promise<void>((resolve) => {
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

/** Tells the supervisor, if there is one, that this process listens and where. */
export function announceReady(where: { url: string }): void {
  void tellParent({ ready: true, url: where.url });
}

async function tellParent(message: ReadinessMessage): Promise<void> {
  const send = process.send?.bind(process);
  if (send === undefined || !process.connected) return;
  await new Promise<void>((resolve) => {
    send(message, undefined, undefined, () => resolve());
  });
}

function fail(message: string): number {
  process.stderr.write(`${message}\n`);
  return 1;
}
