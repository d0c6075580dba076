import {
  ConflictError,
  type Fault,
  ForbiddenError,
  InvalidInputError,
  NotFoundError,
  UnavailableError,
  UpstreamFailedError,
} from '@popis/errors';
import { z } from 'zod';

/** A problem of RFC 9457, as far as it is handed on. */
const problemSchema = z.object({
  detail: z.string(),
  faults: z.array(z.object({ path: z.string(), message: z.string() })).default([]),
  current: z.unknown().optional(),
});

const messages = {
  token: 'The inventory server does not take the token of INVENTORY_ADMIN_TOKEN_FILE',
  failed: 'The inventory server failed; its log holds the cause under this request id',
};

/**
 * What a problem of the inventory server is to who asked here: a fault of the request stays one, with all faults that were found;
 * a fault of the server's own, or between it and this process, is none of who asked.
 */
export function toInventoryFailure(status: number, answer: unknown): Error {
  const parsed = problemSchema.safeParse(answer);
  const { detail, faults, current } = parsed.success
    ? parsed.data
    : { detail: `The inventory server answered ${status}`, faults: [] as Fault[], current: undefined };
  switch (status) {
    case 400:
    case 413:
    case 415:
      return new InvalidInputError(detail, faults);
    case 401:
      return new UpstreamFailedError(messages.token);
    case 403:
      return new ForbiddenError(detail);
    case 404:
      return new NotFoundError(detail);
    case 409:
      return new ConflictError(detail, { current });
    case 503:
      return new UnavailableError(detail);
    default:
      return new UpstreamFailedError(messages.failed, { context: { status, detail } });
  }
}
