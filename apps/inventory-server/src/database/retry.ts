import { setTimeout as sleep } from 'node:timers/promises';

const ATTEMPTS = 5;
/** PostgreSQL: serialization_failure, deadlock_detected. MySQL: ER_LOCK_DEADLOCK. */
const RETRIABLE = new Set(['40001', '40P01', 'ER_LOCK_DEADLOCK']);

/** Runs work again when the database chose it as the victim of a deadlock: nothing of it was stored. */
export async function retryOnDeadlock<Result>(work: () => Promise<Result>): Promise<Result> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      if (attempt === ATTEMPTS || !isDeadlock(error)) {
        throw error;
      }
      await sleep(attempt * 10 * Math.random());
    }
  }
}

function isDeadlock(error: unknown): boolean {
  return error instanceof Error && 'code' in error && RETRIABLE.has(String(error.code));
}
