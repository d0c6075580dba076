import { QueryFailedError } from 'typeorm';
import type { Tx } from './database.ts';

/** Codes of Node and SQLSTATEs which say that the database is away, full or too busy, not that the statement is wrong. */
const unavailableCodes: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  '08001',
  '08006',
  '53300',
  '55P03',
  '57P01',
  '57P02',
  '57P03',
]);

const uniqueViolation = '23505';
const foreignKeyViolation = '23503';

/** The SQLSTATE of a failed statement, if that is what the error is. */
export function errorCode(error: unknown): string | undefined {
  return readDriverError(error)?.code;
}

/** Whether the failure is the database's, which may be back later, and not of what was asked. */
export function isDatabaseAway(error: unknown): boolean {
  const code = errorCode(error) ?? (error instanceof Error && 'code' in error ? error.code : undefined);
  if (typeof code === 'string') return unavailableCodes.has(code);
  return error instanceof Error && /^Connection terminated/.test(error.message);
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
