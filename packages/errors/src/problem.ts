import type { ErrorName, Fault } from './errors.ts';
import { ConflictError, InvalidInputError, PopisError } from './errors.ts';

/** An error on the wire: `application/problem+json` of RFC 9457, with every fault of the input. */
export interface Problem {
  type: string;
  title: string;
  status: number;
  detail: string;
  faults?: readonly Fault[];
  /** For a conflict: what stands there now. */
  current?: unknown;
  requestId?: string;
}

const statusOf: Record<ErrorName, number> = {
  InvalidInputError: 400,
  UnauthenticatedError: 401,
  ForbiddenError: 403,
  NotFoundError: 404,
  ConflictError: 409,
  UnavailableError: 503,
  UpstreamFailedError: 502,
};

const titleOf: Record<ErrorName, string> = {
  InvalidInputError: 'Invalid input',
  UnauthenticatedError: 'Not signed in',
  ForbiddenError: 'Not allowed',
  NotFoundError: 'Not found',
  ConflictError: 'Conflict',
  UnavailableError: 'Unavailable for now',
  UpstreamFailedError: 'A system behind this one failed',
};

/** Gives an error its wire form. Anything outside the closed set becomes a 500 that says nothing of its cause. */
export function toProblem(error: unknown, requestId?: string): Problem {
  if (!(error instanceof PopisError)) {
    return {
      type: 'about:blank',
      title: 'Internal error',
      status: 500,
      detail: 'Something went wrong here. The log holds the cause under this request id.',
      ...(requestId === undefined ? {} : { requestId }),
    };
  }
  return {
    type: 'about:blank',
    title: titleOf[error.name],
    status: statusOf[error.name],
    detail: error.message,
    ...(error instanceof InvalidInputError && error.faults.length > 0 ? { faults: error.faults } : {}),
    ...(error instanceof ConflictError && error.current !== undefined ? { current: error.current } : {}),
    ...(requestId === undefined ? {} : { requestId }),
  };
}
