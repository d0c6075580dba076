import { type ApiClient, createClient } from '@popis/api-client';
import type { Problem } from '@popis/errors';

/** The API of the server that this page comes from, as whoever is signed in. */
export const api: ApiClient = createClient({ baseUrl: '' });

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

export const unreachable: Problem = {
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

interface Answer<Body> {
  data?: Body | undefined;
  error?: unknown;
  response: Response;
}

/** Waits for an answer that is a success; anything else is thrown as an `ApiError`. */
async function succeed<Body>(request: Promise<Answer<Body>>): Promise<Answer<Body>> {
  const answer = await request.catch((error: unknown) => {
    // What nobody waits for any more was given up on purpose; everything else that fetch throws is the network.
    throw error instanceof DOMException && error.name === 'AbortError' ? error : new ApiError(unreachable);
  });
  if (!answer.response.ok) throw new ApiError(toProblem(answer.response.status, answer.error));
  return answer;
}

/** The body of a success; anything else is thrown as an `ApiError`. */
export async function unwrap<Body>(request: Promise<Answer<Body>>): Promise<NonNullable<Body>> {
  const { data, response } = await succeed(request);
  if (data === undefined || data === null) throw new ApiError(toProblem(response.status, undefined));
  return data;
}

/** For a success without a body. */
export async function finish(request: Promise<Answer<unknown>>): Promise<void> {
  await succeed(request);
}
