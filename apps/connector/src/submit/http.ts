import { setTimeout as sleep } from 'node:timers/promises';
import {
  ConflictError,
  type Fault,
  ForbiddenError,
  InvalidInputError,
  NotFoundError,
  UnauthenticatedError,
  UnavailableError,
  UpstreamFailedError,
} from '@popis/errors';
import { z } from 'zod';

export type OnRetry = (reason: string, pauseMs: number) => void;

const problem = z.object({
  detail: z.string().optional(),
  title: z.string().optional(),
  faults: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
});

/** How long to wait before the next attempt; about three minutes in all, enough for a restart of the CMDB. */
const pausesMs = [250, 500, 1_000, 2_000, 5_000, 10_000, 20_000, 30_000, 60_000, 60_000];

/**
 * Sends a request until it is answered. Only for requests that may be repeated: when a connection is lost, nobody
 * knows whether the first one arrived.
 *
 * @throws one of the closed set of errors; UnavailableError when the CMDB did not come back in time.
 */
export async function fetchPatiently(
  request: Request,
  timeLimitMs: number,
  onRetry: OnRetry,
): Promise<Response> {
  for (const pauseMs of pausesMs) {
    try {
      return await fetchOnce(request.clone(), timeLimitMs);
    } catch (error) {
      if (!(error instanceof UnavailableError)) throw error;
      onRetry(error.message, pauseMs);
    }
    // Not all at the same moment, should many sources wait for one CMDB.
    await sleep(pauseMs * (0.75 + Math.random() / 2));
  }
  return await fetchOnce(request, timeLimitMs);
}

/**
 * Sends a request once and waits for the whole answer.
 *
 * @throws UnavailableError when there is no answer or the CMDB says that it cannot serve now, and the other errors of
 * the closed set for what it refuses.
 */
export async function fetchOnce(request: Request, timeLimitMs: number): Promise<Response> {
  const { origin, pathname } = new URL(request.url);
  let response: Response;
  let text: string;
  try {
    response = await fetch(request, { redirect: 'error', signal: AbortSignal.timeout(timeLimitMs) });
    text = await response.clone().text();
  } catch (error) {
    throw new UnavailableError(`The CMDB at ${origin} does not answer`, { cause: error });
  }
  const json = parseJson(text);
  if (!response.ok) throw toError(response.status, json, `${request.method} ${pathname}`);
  if (json === undefined && text !== '') {
    throw new UpstreamFailedError(`${origin} does not speak JSON: it is no CMDB`);
  }
  return response;
}

function parseJson(text: string): unknown {
  try {
    return text === '' ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}

function toError(status: number, json: unknown, what: string): Error {
  const parsed = problem.safeParse(json);
  const said = parsed.success ? (parsed.data.detail ?? parsed.data.title) : undefined;
  const message = `${said ?? 'no reason given'} (${what}, ${status})`;
  const faults: readonly Fault[] = (parsed.success ? parsed.data.faults : undefined) ?? [];
  if (status === 401) return new UnauthenticatedError(`The CMDB does not know this account: ${message}`);
  if (status === 403) return new ForbiddenError(`The CMDB refuses: ${message}`);
  if (status === 404) return new NotFoundError(`The CMDB has no such thing: ${message}`);
  if (status === 409 || status === 412) return new ConflictError(message);
  if (status === 429 || status === 502 || status === 503 || status === 504) {
    return new UnavailableError(message);
  }
  if (status < 500) return new InvalidInputError(`The CMDB refuses: ${message}`, faults);
  return new UpstreamFailedError(`The CMDB failed: ${message}`);
}
