const firstMs = 60_000;
const longestMs = 3_600_000;
const keepTryingMs = 24 * 3_600_000;

/**
 * When a message that could not be sent is tried again, after `attempts` in all: after a minute, then ever later, at least
 * every hour; null once it is a day old.
 */
export function nextAttempt(createdAt: Date, attempts: number, now: Date): Date | null {
  const next = new Date(now.getTime() + Math.min(firstMs * 2 ** (attempts - 1), longestMs));
  return next.getTime() - createdAt.getTime() > keepTryingMs ? null : next;
}
