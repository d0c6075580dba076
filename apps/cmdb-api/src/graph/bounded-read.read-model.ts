import { UnavailableError } from '@popis/errors';
import type { Database, Tx } from '../platform/database/database.ts';
import { withinTime } from '../platform/database/within-time.ts';

const longestMs = 5_000;

/**
 * Reads like `Database.read`, and lets no statement run longer than `timeoutMs`. Budgets keep questions small; this is
 * the net below them.
 *
 * @throws UnavailableError when a statement took too long
 */
export async function readBounded<T extends object>(
  database: Database,
  work: (tx: Tx) => Promise<T>,
  timeoutMs = longestMs,
): Promise<T> {
  const result = await database.read((tx) => withinTime(tx, timeoutMs, () => work(tx)));
  if (result !== undefined) return result;
  throw new UnavailableError(
    `This took longer than ${timeoutMs} ms: ask for less (depth, domains, limit), or try later`,
  );
}
