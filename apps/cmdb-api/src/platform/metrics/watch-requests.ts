import { countRequests, Gauge, type Registry } from '@popis/metrics';
import type { FastifyInstance } from 'fastify';
import type { Database } from '../database/database.ts';

/** Counts requests by route and status; an address that is none of ours has no route. */
export function watchRequests(server: FastifyInstance, registry: Registry): void {
  const count = countRequests(registry);
  server.addHook('onResponse', async (request, reply) => {
    count({
      method: request.method,
      route: request.is404 ? undefined : request.routeOptions.url,
      status: reply.statusCode,
      durationMs: reply.elapsedTime,
    });
  });
}

/** Tells how the connections to the database stand at the moment of asking. */
export function tellPool(database: Database, registry: Registry): void {
  new Gauge({
    name: 'popis_cmdb_pool_connections',
    help: 'Connections to the database: in use, idle, and work that waits for one',
    labelNames: ['state'],
    registers: [registry],
    collect() {
      for (const [state, count] of Object.entries(database.readPool())) this.set({ state }, count);
    },
  });
}
