/** How often somebody may come: so many at once, and so many a minute from then on. */
export interface Rate {
  perMinute: number;
  burst: number;
}

/** Token buckets, one for each who comes. */
export interface RateLimiter {
  /** Takes one of what `who` may still do; seconds until there is one again, 0 when it was taken. */
  take(who: string): number;
  /** The same without taking it. */
  wait(who: string): number;
}

interface Bucket {
  tokens: number;
  atMs: number;
}

const REMEMBERED = 50_000;
const UNLIMITED: RateLimiter = { take: () => 0, wait: () => 0 };

/**
 * Limits a rate; `undefined` = no limit. Remembers so many at most, about 200 bytes each: who was not heard of for longest is
 * forgotten first, and may then do everything again.
 */
export function limitRate(
  rate: Rate | undefined,
  remembered = REMEMBERED,
  nowMs: () => number = () => performance.now(),
): RateLimiter {
  if (rate === undefined) {
    return UNLIMITED;
  }
  const perMs = rate.perMinute / 60_000;
  const buckets = new Map<string, Bucket>();

  const refill = (who: string): Bucket => {
    const now = nowMs();
    const bucket = buckets.get(who) ?? { tokens: rate.burst, atMs: now };
    bucket.tokens = Math.min(rate.burst, bucket.tokens + (now - bucket.atMs) * perMs);
    bucket.atMs = now;
    return bucket;
  };
  const secondsUntilNext = ({ tokens }: Bucket): number =>
    tokens >= 1 ? 0 : Math.max(1, Math.ceil((1 - tokens) / perMs / 1000));

  return {
    wait: (who) => secondsUntilNext(refill(who)),
    take(who) {
      const bucket = refill(who);
      // Behind all others: the first of a map is the one to forget.
      buckets.delete(who);
      buckets.set(who, bucket);
      if (buckets.size > remembered) {
        const [oldest = ''] = buckets.keys();
        buckets.delete(oldest);
      }
      const seconds = secondsUntilNext(bucket);
      bucket.tokens -= seconds === 0 ? 1 : 0;
      return seconds;
    },
  };
}

/**
 * Reads `off`, or how many a minute and how many at once, as `3000/10000`.
 * @throws RangeError when it is neither.
 */
export function parseRate(text: string): Rate | undefined {
  if (text === 'off') {
    return undefined;
  }
  const [, perMinute, burst] = /^([1-9]\d{0,6})\/([1-9]\d{0,6})$/.exec(text) ?? [];
  if (perMinute === undefined || burst === undefined) {
    throw new RangeError(`neither off nor so many a minute and so many at once, as 3000/10000: "${text}"`);
  }
  return { perMinute: Number(perMinute), burst: Number(burst) };
}
