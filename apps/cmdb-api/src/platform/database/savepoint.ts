import type { Tx } from './database.ts';

/** Runs `work` behind a savepoint: a throw undoes what it wrote and is thrown on, and the transaction stays usable. */
export async function undoOnThrow<T>(tx: Tx, work: () => Promise<T>): Promise<T> {
  await tx.query('SAVEPOINT undo_on_throw');
  try {
    const result = await work();
    await tx.query('RELEASE SAVEPOINT undo_on_throw');
    return result;
  } catch (error) {
    await tx.query('ROLLBACK TO SAVEPOINT undo_on_throw');
    await tx.query('RELEASE SAVEPOINT undo_on_throw');
    throw error;
  }
}
