import type { ServerOptions } from 'node:http';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { LimitSettings } from './limits.ts';

/**
 * What a connection may take. It is kept for an agent that takes its inventory between PROLOG and INVENTORY in ten seconds;
 * another makes a new one.
 */
export function toHttpLimits({ headersMs, requestMs }: LimitSettings): ServerOptions {
  return {
    maxHeaderSize: 8 * 1024,
    headersTimeout: headersMs,
    requestTimeout: requestMs,
    keepAliveTimeout: 10_000,
    connectionsCheckingInterval: 2_000,
  };
}

/** Agents send about ten, proxies add some. */
const MOST_HEADERS = 64;
/** What is rather cut off than read to its end when it is not wanted. */
const LARGE_BODY_BYTES = 64 * 1024;

/** Refuses a request with more headers than any agent or proxy sends. */
export async function limitHeaders(request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
  if (request.raw.rawHeaders.length / 2 > MOST_HEADERS) {
    return await reply.code(431).header('connection', 'close').send();
  }
  return undefined;
}

/** Ends the connection after an answer that was given before a large body had come. */
export function closeLargeBody(request: FastifyRequest, reply: FastifyReply): void {
  const length = Number(request.headers['content-length'] ?? Number.POSITIVE_INFINITY);
  if (!request.raw.complete && length > LARGE_BODY_BYTES) {
    reply.header('connection', 'close');
  }
}
