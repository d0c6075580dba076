import { type Timing, toTiming } from './percentiles.ts';

/** How often something is asked: after the warm-up, up to `most` times or until the time is over. */
export interface SampleLimits {
  warmUp: number;
  most: number;
  limitMs: number;
}

/** Does a thing again and again, one after the other, each time with another number, and gives what it took. */
export async function sample(
  work: (round: number) => Promise<unknown>,
  limits: SampleLimits,
): Promise<Timing> {
  for (let round = 0; round < limits.warmUp; round += 1) await work(round);
  const times: number[] = [];
  const until = performance.now() + limits.limitMs;
  for (let round = 0; round < limits.most && performance.now() < until; round += 1) {
    const since = performance.now();
    await work(limits.warmUp + round);
    times.push(performance.now() - since);
  }
  return toTiming(times);
}
