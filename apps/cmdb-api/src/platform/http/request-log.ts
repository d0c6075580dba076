import { createLogger } from '@popis/runtime';
import type { FastifyInstance } from 'fastify';

const log = createLogger('cmdb-api.http');

/** One line a request, by route and never by address (addresses hold ids), and the request's id in the answer. */
export function registerRequestLog(server: FastifyInstance): void {
  server.addHook('onRequest', async (request, reply) => {
    void reply.header('x-request-id', request.id);
  });
  server.addHook('onResponse', async (request, reply) => {
    log.debug(
      {
        requestId: request.id,
        method: request.method,
        route: request.routeOptions.url,
        status: reply.statusCode,
        ms: Math.round(reply.elapsedTime),
        actor: request.caller?.username,
      },
      'request answered',
    );
  });
}
