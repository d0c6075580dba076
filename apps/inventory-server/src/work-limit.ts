import { UnavailableError } from '@popis/errors';

/** Runs work, a limited number at once; the rest waits in order. */
export interface WorkLimit {
  /** @throws UnavailableError when too many wait already. */
  run<Result>(work: () => Promise<Result>): Promise<Result>;
}

/** Limits what is held in memory at once: an inflated report takes far more of it than one that waits. */
export function limitWork(atOnce: number, waitingAtMost: number): WorkLimit {
  const waiting: (() => void)[] = [];
  let running = 0;
  return {
    async run(work) {
      if (running >= atOnce) {
        if (waiting.length >= waitingAtMost) {
          throw new UnavailableError('Too many reports at once');
        }
        await new Promise<void>((resolve) => waiting.push(resolve));
      } else {
        running += 1;
      }
      try {
        return await work();
      } finally {
        const next = waiting.shift();
        // The place goes to who waits, or is free.
        if (next === undefined) {
          running -= 1;
        } else {
          next();
        }
      }
    },
  };
}
