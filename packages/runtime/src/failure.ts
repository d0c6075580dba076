import { InvalidInputError } from '@popis/errors';

/** An error as one line for the person at the terminal: its message, every fault, and the chain of causes. */
export function describeFailure(error: unknown): string {
  if (!(error instanceof Error)) return oneLine(String(error));
  const parts = [error.message === '' ? error.name : error.message];
  if (error instanceof InvalidInputError && error.faults.length > 0) {
    parts.push(error.faults.map((fault) => `${fault.path} ${fault.message}`).join('; '));
  }
  if (error instanceof AggregateError) {
    parts.push(error.errors.map(describeFailure).join('; '));
  }
  if (error.cause !== undefined) parts.push(describeFailure(error.cause));
  return oneLine(parts.join(': '));
}

/** The code of a system error (`EADDRINUSE`, `ECONNREFUSED` …) anywhere in the chain of causes. */
export function findErrorCode(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  if ('code' in error && typeof error.code === 'string') return error.code;
  return findErrorCode(error.cause);
}

function oneLine(words: string): string {
  return words.replace(/\s*\n\s*/g, ' ').trim();
}
