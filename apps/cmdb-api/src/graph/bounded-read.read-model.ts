import { UnavailableError } from '@popis/errors';
import type { Database, Tx } from '../platform/database/database.ts';
import { errorCode } from '../platform/database/violations.ts';

const queryCanceled = '57014';
const longestMs = 5_000;

/**
 * Reads like `Database.read`, and lets no statement run longer than `timeoutMs`. Budgets keep questions small; this is
 * the net below them.
 *
 * @throws UnavailableError when a statement took too long
 */
export async function readBounded<T>(
  database: Database,
  work: (tx: Tx) => Promise<T>,
  timeoutMs = longestMs,
): Promise<T> {
  try {
    return await database.read(async (tx) => {
      await tx.query("SELECT set_config('statement_timeout', $1, true)", [`${timeoutMs}ms`]);
      return work(tx);
    });
  } catch (error) {
    if (errorCode(error) !== queryCanceled) throw error;
    const message = `This took longer than ${timeoutMs} ms: ask for less (depth, domains, limit), or try later`;
    throw new UnavailableError(message, { cause: error });
  }
}
