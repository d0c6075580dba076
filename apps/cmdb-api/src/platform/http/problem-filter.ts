import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException } from '@nestjs/common';
import { type Problem, toProblem, UnavailableError } from '@popis/errors';
import { createLogger } from '@popis/runtime';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { isDatabaseAway } from '../database/violations.ts';
import { StaleError } from '../stale-error.ts';
import { TooManyAttemptsError } from '../too-many-attempts-error.ts';

const log = createLogger('cmdb-api.http');

/** The one place where an error becomes HTTP: `application/problem+json` of RFC 9457. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    sendProblem(error, http.getRequest<FastifyRequest>(), http.getResponse<FastifyReply>());
  }
}

/** Answers a request with an error; what the caller may not read goes to the log. */
export function sendProblem(error: unknown, request: FastifyRequest, reply: FastifyReply): void {
  const problem = describe(error, request.id);
  const { method } = request;
  if (problem.status >= 500) log.error({ err: error, requestId: request.id, method }, 'request failed');
  if (reply.sent || reply.raw.headersSent) {
    reply.raw.destroy();
    return;
  }
  if (error instanceof TooManyAttemptsError) void reply.header('retry-after', `${error.retryAfterSeconds}`);
  else if (problem.status === 503) void reply.header('retry-after', '2');
  void reply.code(problem.status).type('application/problem+json').send(JSON.stringify(problem));
}

function describe(error: unknown, requestId: string): Problem {
  if (error instanceof StaleError) {
    return { ...toProblem(error, requestId), status: 412, title: 'Changed in the meantime' };
  }
  if (error instanceof TooManyAttemptsError) {
    return { ...toProblem(error, requestId), status: 429, title: 'Too many attempts' };
  }
  if (isDatabaseAway(error)) {
    return toProblem(
      new UnavailableError('The database, or another system behind this one, does not answer now'),
      requestId,
    );
  }
  const status = transportStatus(error);
  if (status === undefined) return toProblem(error, requestId);
  const title = transportTitles[status] ?? 'Bad request';
  return { type: 'about:blank', title, status, detail: transportDetail(error, title), requestId };
}

const transportTitles: Record<number, string> = {
  404: 'Not found',
  405: 'Not allowed here',
  408: 'Too slow',
  413: 'Too large',
  414: 'Address too long',
  415: 'Media type not supported',
  429: 'Too many requests',
};

/** Status of an error that the HTTP framework found before any handler ran; its own 5xx stay unknown errors. */
function transportStatus(error: unknown): number | undefined {
  if (error instanceof HttpException) return error.getStatus() < 500 ? error.getStatus() : undefined;
  if (!(error instanceof Error) || !('statusCode' in error)) return undefined;
  const status = Number(error.statusCode);
  return status >= 400 && status < 500 ? status : undefined;
}

function transportDetail(error: unknown, title: string): string {
  return error instanceof Error && error.message !== '' ? error.message : title;
}
