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

export interface Exchange {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array<ArrayBuffer>;
  /** Longest wait for the answer. */
  readonly timeLimitMs: number;
}

export interface Answer {
  readonly json: unknown;
  readonly cookie: string | undefined;
}

const problem = z.object({
  detail: z.string().optional(),
  title: z.string().optional(),
  faults: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
});

/** How long to wait before the next attempt; about four minutes in all, enough for a restart of the CMDB. */
const pausesMs = [250, 500, 1_000, 2_000, 5_000, 10_000, 20_000, 30_000, 60_000, 60_000];

/**
 * Sends a request until it is answered. Only for requests that may be repeated: when a connection is lost, nobody
 * knows whether the first one arrived.
 *
 * @throws one of the closed set of errors; UnavailableError when the CMDB did not come back in time.
 */
export async function exchangeWithRetry(
  origin: string,
  exchange: Exchange,
  onRetry: (reason: string, pauseMs: number) => void,
): Promise<Answer> {
  for (const pauseMs of pausesMs) {
    try {
      return await exchangeOnce(origin, exchange);
    } catch (error) {
      if (!(error instanceof UnavailableError)) throw error;
      onRetry(error.message, pauseMs);
    }
    await sleep(pauseMs * (0.75 + Math.random() / 2));
  }
  return await exchangeOnce(origin, exchange);
}

/**
 * Sends a request once.
 *
 * @throws UnavailableError when there is no answer or the CMDB says that it cannot serve now.
 */
export async function exchangeOnce(origin: string, exchange: Exchange): Promise<Answer> {
  const { method, path, headers, body, timeLimitMs } = exchange;
  let response: Response;
  let text: string;
  try {
    response = await fetch(new URL(`/api${path}`, origin), {
      method,
      headers: { accept: 'application/json', ...headers },
      redirect: 'error',
      signal: AbortSignal.timeout(timeLimitMs),
      ...(body === undefined ? {} : { body }),
    });
    text = await response.text();
  } catch (error) {
    throw new UnavailableError(`The CMDB at ${origin} does not answer`, { cause: error });
  }
  const json = parseJson(text);
  if (!response.ok) throw toError(response.status, json, `${method} ${path}`);
  if (json === undefined && text !== '')
    throw new UpstreamFailedError(`${origin} does not speak JSON: no CMDB`);
  return { json, cookie: response.headers.getSetCookie()[0]?.split(';')[0] };
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
  if (status === 429 || status === 502 || status === 503 || status === 504)
    return new UnavailableError(message);
  if (status < 500) return new InvalidInputError(`The CMDB refuses: ${message}`, faults);
  return new UpstreamFailedError(`The CMDB failed: ${message}`);
}
