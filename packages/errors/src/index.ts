export {
  ConflictError,
  type ErrorName,
  type ErrorOptionsWithContext,
  type Fault,
  ForbiddenError,
  InvalidInputError,
  NotFoundError,
  PopisError,
  UnauthenticatedError,
  UnavailableError,
  UpstreamFailedError,
} from './errors.ts';
export { type Problem, toProblem } from './problem.ts';
