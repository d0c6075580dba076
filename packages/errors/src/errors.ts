/** One fault of an input: where it is (`attributes.Code`, a JSON path without `$`) and what is wrong with it. */
export interface Fault {
  path: string;
  message: string;
}

/** What an error carries besides its message; `cause` and `context` are for the log and are never sent. */
export interface ErrorOptionsWithContext {
  cause?: unknown;
  context?: Record<string, unknown>;
}

/**
 * The closed set of errors a caller may have to tell apart. The message is for the caller;
 * no transport stands in it: one place in each process translates it.
 */
export abstract class PopisError extends Error {
  abstract override readonly name: ErrorName;
  readonly context: Record<string, unknown>;

  constructor(message: string, options: ErrorOptionsWithContext = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.context = options.context ?? {};
  }
}

export type ErrorName =
  | 'InvalidInputError'
  | 'UnauthenticatedError'
  | 'ForbiddenError'
  | 'NotFoundError'
  | 'ConflictError'
  | 'UnavailableError'
  | 'UpstreamFailedError';

/** The input cannot be accepted; `faults` lists every fault at once. */
export class InvalidInputError extends PopisError {
  readonly name = 'InvalidInputError';
  readonly faults: readonly Fault[];

  constructor(message: string, faults: readonly Fault[] = [], options: ErrorOptionsWithContext = {}) {
    super(message, options);
    this.faults = faults;
  }
}

/** Nobody is known to be asking. */
export class UnauthenticatedError extends PopisError {
  readonly name = 'UnauthenticatedError';
}

/** Whoever asks is known and has no right to this. */
export class ForbiddenError extends PopisError {
  readonly name = 'ForbiddenError';
}

/** What was asked for does not exist, or its existence is private to others. */
export class NotFoundError extends PopisError {
  readonly name = 'NotFoundError';
}

/** The state of the system has moved on, or already holds what was to be made. */
export class ConflictError extends PopisError {
  readonly name = 'ConflictError';
  /** What stands there now, for the caller to compare with; it may be sent. */
  readonly current: unknown;

  constructor(message: string, options: ErrorOptionsWithContext & { current?: unknown } = {}) {
    super(message, options);
    this.current = options.current;
  }
}

/** This process cannot serve now and may later: overload, a stopping server, a database away. */
export class UnavailableError extends PopisError {
  readonly name = 'UnavailableError';
}

/** A system that this process depends on answered wrongly. */
export class UpstreamFailedError extends PopisError {
  readonly name = 'UpstreamFailedError';
}
