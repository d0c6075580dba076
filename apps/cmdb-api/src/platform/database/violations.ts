import { QueryFailedError } from 'typeorm';
import type { Tx } from './database.ts';

const uniqueViolation = '23505';
const foreignKeyViolation = '23503';

/** The SQLSTATE of a failed statement, if that is what the error is. */
export function errorCode(error: unknown): string | undefined {
  return readDriverError(error)?.code;
}

function readDriverError(error: unknown): { code?: string; constraint?: string } | undefined {
  if (!(error instanceof QueryFailedError)) return undefined;
  return error.driverError;
}

/** Name of the unique or foreign key constraint (or unique index) that refused a statement. */
export function violatedConstraint(error: unknown): string | undefined {
  const failure = readDriverError(error);
  const isKey = failure?.code === uniqueViolation || failure?.code === foreignKeyViolation;
  return isKey ? failure.constraint : undefined;
}

/**
 * Runs `work` behind a savepoint. When a unique or foreign key refuses it, what it wrote is undone, the transaction
 * stays usable, and `explain` gets the name of the constraint to throw an error that says what is in the way.
 * If `explain` returns, the failure itself is thrown.
 */
export async function explainViolation<T>(
  tx: Tx,
  work: () => Promise<T>,
  explain: (constraint: string) => Promise<void>,
): Promise<T> {
  await tx.query('SAVEPOINT explained');
  try {
    const result = await work();
    await tx.query('RELEASE SAVEPOINT explained');
    return result;
  } catch (error) {
    const constraint = violatedConstraint(error);
    if (constraint !== undefined) {
      await tx.query('ROLLBACK TO SAVEPOINT explained');
      await explain(constraint);
    }
    throw error;
  }
}
