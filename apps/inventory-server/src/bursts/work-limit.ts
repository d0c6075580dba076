import { UnavailableError } from '@popis/errors';

/** Runs work, a limited number at once; the rest waits in order. */
export interface WorkLimit {
  /**
   * Runs work of a weight: what it may take of something that there is little of.
   * @throws UnavailableError when too many wait already.
   */
  run<Result>(work: () => Promise<Result>, weight?: number): Promise<Result>;
}

/**
 * Limits what is held in memory at once: an inflated report takes far more of it than one that waits. What alone weighs more than
 * `weightAtOnce` runs alone.
 */
export function limitWork(
  atOnce: number,
  waitingAtMost: number,
  weightAtOnce = Number.POSITIVE_INFINITY,
): WorkLimit {
  const waiting: { weight: number; begin: () => void }[] = [];
  let running = 0;
  let weightRunning = 0;

  const fits = (weight: number) =>
    running === 0 || (running < atOnce && weightRunning + weight <= weightAtOnce);
  const take = (weight: number) => {
    running += 1;
    weightRunning += weight;
  };
  /** In order: a heavy one is not passed by those behind it. */
  const beginNext = () => {
    for (let next = waiting[0]; next !== undefined && fits(next.weight); next = waiting[0]) {
      waiting.shift();
      take(next.weight);
      next.begin();
    }
  };

  return {
    async run(work, weight = 0) {
      if (waiting.length === 0 && fits(weight)) {
        take(weight);
      } else {
        if (waiting.length >= waitingAtMost) {
          throw new UnavailableError('Too many reports at once');
        }
        await new Promise<void>((begin) => waiting.push({ weight, begin }));
      }
      try {
        return await work();
      } finally {
        running -= 1;
        weightRunning -= weight;
        beginNext();
      }
    },
  };
}
