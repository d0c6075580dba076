import { describeFailure, findErrorCode } from './failure.ts';

/** What a started process must be able to do: end its work, answer what it has begun, close its connections. */
export interface Stoppable {
  stop(): Promise<void>;
}

/** What a process says to the supervisor that started it, over the IPC channel. */
export type ReadinessMessage =
  | { ready: true; url: string }
  | { ready: false; message: string; code?: string };

const stopLimitMs = 20_000;

/**
 * Runs a process from start to stop. SIGINT, SIGTERM and the end of the IPC channel (the parent died) stop it
 * once, however often they come, and it exits with 0. A start that fails gives one line on standard error and exit 1.
 * A stop that takes longer than 20 s is cut off with exit 1.
 */
export async function runUntilStopped(start: () => Promise<Stoppable>): Promise<void> {
  const stopAsked = new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => resolve());
    if (process.connected) process.on('disconnect', () => resolve());
  });
  try {
    const running = await start();
    await stopAsked;
    setTimeout(() => process.exit(fail('stopping took too long')), stopLimitMs).unref();
    await running.stop();
    process.exit(0);
  } catch (error) {
    const code = findErrorCode(error);
    const message = describeFailure(error);
    await tellParent({ ready: false, message, ...(code === undefined ? {} : { code }) });
    process.exit(fail(message));
  }
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
