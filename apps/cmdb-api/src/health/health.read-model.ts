import { UnavailableError } from '@popis/errors';
import type { Tx } from '../platform/database/database.ts';

/** @throws UnavailableError when the database does not answer. */
export async function askDatabase(tx: Tx): Promise<void> {
  try {
    await tx.query('SELECT 1');
  } catch (error) {
    throw new UnavailableError('The database does not answer', { cause: error });
  }
}
