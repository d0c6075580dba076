import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { setInterval } from 'node:timers/promises';
import { describeFailure } from '@popis/runtime';
import type { Say } from '../report.ts';

/** Who holds a run, and how long without a further sign of life. */
export interface Lease {
  readonly holder: string;
  readonly seconds: number;
}

/** A lease of this process: no other one has its name. A connector that is killed keeps the next one waiting no longer. */
export function newLease(seconds: number): Lease {
  const holder = `${hostname()} (process ${process.pid}, ${randomUUID().slice(0, 8)})`;
  return { holder, seconds };
}

/** How often to give a sign of life: two of them may be lost. */
export function beatMs({ seconds }: Pick<Lease, 'seconds'>): number {
  return (seconds * 1_000) / 3;
}

/**
 * Does the work of a run, and meanwhile has the CMDB know that somebody is at it. A sign of life that does not arrive is
 * said, and followed by the next one: whether the run is still ours the CMDB decides at the run's next step.
 */
export async function whileHolding<Result>(
  renew: () => Promise<void>,
  say: Say,
  work: () => Promise<Result>,
  everyMs: number,
): Promise<Result> {
  const end = new AbortController();
  const beating = beat(renew, say, everyMs, end.signal);
  try {
    return await work();
  } finally {
    end.abort();
    await beating;
  }
}

async function beat(renew: () => Promise<void>, say: Say, everyMs: number, end: AbortSignal): Promise<void> {
  try {
    for await (const _ of setInterval(everyMs, undefined, { signal: end })) {
      await renew().catch((error: unknown) => say(`no sign of life: ${describeFailure(error)}`));
    }
  } catch (error) {
    if (!end.aborted) throw error;
  }
}
