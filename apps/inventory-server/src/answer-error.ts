import { ConflictError, PopisError, toProblem, UnavailableError } from '@popis/errors';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { plainAddress } from './compatibility/compatibility.ts';
import { isSigned } from './enrolment/authenticate.ts';
import { TooManyWordsError } from './inventory/new-words.ts';
import { closeLargeBody } from './limits/http-limits.ts';
import type { Limits } from './limits/limits.ts';
import { networkOf } from './limits/network-of.ts';
import { RateExceededError } from './limits/rate-exceeded.ts';
import { log } from './logger.ts';
import { retryAfterSeconds } from './retry-after.ts';

/** Where agents expect an OCS communication server. */
export const OCS_PATH = '/ocsinventory';
const LEAST_WAIT_SECONDS = 60;

/** Agents of OCS know 503 for "come again"; ours are told that it is them who come too often. */
export function statusFor(error: unknown, request: FastifyRequest): number {
  if (error instanceof RateExceededError) {
    return isSigned(request.headers) ? 429 : 503;
  }
  if (error instanceof TooManyWordsError) {
    return 413;
  }
  const { status } = toProblem(error);
  return status < 500 ? status : 503;
}

/** Why a report was not stored, in a word. */
export function causeOf(error: unknown): string {
  if (error instanceof RateExceededError) {
    return 'rate';
  }
  if (error instanceof TooManyWordsError) {
    return 'too-many-words';
  }
  if (error instanceof PopisError && toProblem(error).status < 500) {
    return error instanceof ConflictError ? 'replayed' : 'not-admitted';
  }
  if (error instanceof UnavailableError) {
    return 'busy';
  }
  return error instanceof Error && 'code' in error ? 'database' : 'internal';
}

/** An error of HTTP has its status; all else means that nothing was stored and the agent has to come again. */
export async function answerError(
  error: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
  limits: Limits,
): Promise<FastifyReply> {
  closeLargeBody(request, reply);
  if (error instanceof RateExceededError) {
    const address = plainAddress(request.ip);
    if (limits.told.take(`log ${networkOf(address)}`) === 0) {
      log.warn({ requestId: request.id, reason: error.message, address }, 'request refused');
    }
    return await unavailable(reply, statusFor(error, request), error.waitSeconds);
  }
  if (error instanceof PopisError && toProblem(error).status < 500) {
    const problem = { ...toProblem(error), status: statusFor(error, request) };
    const reason = problem.detail;
    const address = plainAddress(request.ip);
    log.warn({ requestId: request.id, reason, status: problem.status, address }, 'report refused');
    // OCS's agents have no use for it: their requests are answered without a body.
    const body = isSigned(request.headers) || request.routeOptions.url !== OCS_PATH ? problem : undefined;
    return await reply.code(problem.status).type('application/problem+json').send(body);
  }
  const status = statusOf(error);
  if (status !== undefined && status < 500) {
    return await reply.code(status).send();
  }
  if (!(error instanceof UnavailableError)) {
    log.error(
      { requestId: request.id, fault: describeFault(error), path: request.url.slice(0, 100) },
      'report failed',
    );
  }
  return await unavailable(reply);
}

/** Without the message: that of a database may quote the values of a report. */
function describeFault(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) {
    return { name: typeof error };
  }
  const code = 'code' in error ? { code: error.code } : {};
  const frames = error.stack?.split('\n').filter((line) => line.startsWith('    at '));
  const cause = error.cause === undefined ? {} : { cause: describeFault(error.cause) };
  return { name: error.name, ...code, frames, ...cause };
}

function statusOf(error: unknown): number | undefined {
  return error instanceof Error && 'statusCode' in error && typeof error.statusCode === 'number'
    ? error.statusCode
    : undefined;
}

async function unavailable(reply: FastifyReply, status = 503, waitSeconds = 0): Promise<FastifyReply> {
  const seconds = retryAfterSeconds(Math.max(waitSeconds, LEAST_WAIT_SECONDS));
  return await reply.code(status).header('retry-after', String(seconds)).send();
}
