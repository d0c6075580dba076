import type { Tx } from './database.ts';
import { undoOnThrow } from './savepoint.ts';
import { errorCode } from './violations.ts';

const queryCanceled = '57014';

/**
 * Runs statements of which none may take longer than `limitMs`. Gives undefined when one did: it is cancelled then, and
 * the transaction stays usable.
 */
export async function withinTime<T>(tx: Tx, limitMs: number, work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await undoOnThrow(tx, async () => {
      await tx.query(`SELECT set_config('statement_timeout', $1, true)`, [String(Math.ceil(limitMs))]);
      const result = await work();
      await tx.query(`SELECT set_config('statement_timeout', '0', true)`);
      return result;
    });
  } catch (error) {
    if (errorCode(error) === queryCanceled) return undefined;
    throw error;
  }
}
