import type { Problem } from '@popis/errors';

/** An answer of the API that is no success, or none at all (`status` 0: the server was not reached). */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.detail || problem.title);
    this.problem = problem;
  }

  get status(): number {
    return this.problem.status;
  }
}

const unreachable: Problem = {
  type: 'about:blank',
  title: 'Server not reached',
  status: 0,
  detail: 'The server could not be reached. It may be restarting, or the network is down.',
};

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function textOf(value: unknown, fallback: string): string {
  return typeof value === 'string' && value !== '' ? value : fallback;
}

/** Reads a problem from a response body; whatever a proxy answers instead becomes one too. */
export function toProblem(status: number, body: unknown): Problem {
  const fields = isRecord(body) ? body : {};
  const faults = Array.isArray(fields.faults)
    ? fields.faults
        .filter(isRecord)
        .map((fault) => ({ path: textOf(fault.path, ''), message: textOf(fault.message, 'is not valid') }))
    : undefined;
  return {
    type: textOf(fields.type, 'about:blank'),
    title: textOf(fields.title, `The server answered ${status}`),
    status,
    detail: textOf(fields.detail, ''),
    ...(faults === undefined ? {} : { faults }),
    ...(fields.current === undefined ? {} : { current: fields.current }),
    ...(typeof fields.requestId === 'string' ? { requestId: fields.requestId } : {}),
  };
}

export interface RequestOptions {
  query?: Record<string, string | number | undefined>;
  body?: unknown;
  form?: FormData;
  headers?: Record<string, string>;
  signal?: AbortSignal;
}

export function toAddress(path: string, query: RequestOptions['query'] = {}): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== '') parameters.set(name, String(value));
  }
  const text = parameters.toString();
  return text === '' ? path : `${path}?${text}`;
}

async function readBody(response: Response): Promise<unknown> {
  const text = await response.text();
  if (text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Sends one request with the session cookie; gives the parsed body or throws an `ApiError`. */
export async function send<Body>(method: string, path: string, options: RequestOptions = {}): Promise<Body> {
  const headers: Record<string, string> = {
    Accept: 'application/json',
    ...(method === 'GET' ? {} : { 'X-Popis-Request': '1' }),
    ...(options.body === undefined ? {} : { 'Content-Type': 'application/json' }),
    ...options.headers,
  };
  const body = options.form ?? (options.body === undefined ? undefined : JSON.stringify(options.body));
  let response: Response;
  try {
    response = await fetch(toAddress(path, options.query), {
      method,
      headers,
      credentials: 'same-origin',
      ...(body === undefined ? {} : { body }),
      ...(options.signal === undefined ? {} : { signal: options.signal }),
    });
  } catch (error) {
    if (options.signal?.aborted) throw error;
    throw new ApiError(unreachable);
  }
  const answer = await readBody(response);
  if (!response.ok) throw new ApiError(toProblem(response.status, answer));
  return answer as Body;
}
