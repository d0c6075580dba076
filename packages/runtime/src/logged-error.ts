import { PopisError } from '@popis/errors';

const deepestCause = 5;

/**
 * What the log holds of an error and of its causes: kind, message, stack, code, and the context of our own errors. Nothing
 * else that a library hangs on one: a failed SQL statement carries its values, and those could be anybody's.
 */
export function toLoggedError(error: unknown, depth = 0): object {
  if (!(error instanceof Error)) return { message: String(error) };
  const { name, message, stack, cause } = error;
  return {
    type: name,
    message,
    stack,
    ...('code' in error && typeof error.code === 'string' ? { code: error.code } : {}),
    ...(error instanceof PopisError ? { context: error.context } : {}),
    ...(cause === undefined || depth === deepestCause ? {} : { cause: toLoggedError(cause, depth + 1) }),
  };
}
