import { countRequests, Gauge, type Registry } from '@popis/metrics';
import type { FastifyInstance } from 'fastify';

/** Counts the requests of servers, and what of their bodies is held while they are being answered. */
export function openRequestWatch(registry: Registry): (server: FastifyInstance) => void {
  const count = countRequests(registry);
  const held = new Gauge({
    name: 'popis_inventory_reports_in_hand',
    help: 'Reports that came and were not answered yet, those that wait for their turn included',
    registers: [registry],
  });
  const heldBytes = new Gauge({
    name: 'popis_inventory_bytes_in_hand',
    help: 'Bytes of these reports as they came',
    registers: [registry],
  });
  return (server) => {
    server.addHook('preHandler', async (request, reply) => {
      if (!(request.body instanceof Uint8Array)) {
        return;
      }
      const bytes = request.body.length;
      held.inc();
      heldBytes.inc(bytes);
      // Comes once, also when who asked has gone.
      reply.raw.once('close', () => {
        held.dec();
        heldBytes.dec(bytes);
      });
    });
    server.addHook('onResponse', async (request, reply) => {
      count({
        method: request.method,
        route: request.is404 ? undefined : request.routeOptions.url,
        status: reply.statusCode,
        durationMs: reply.elapsedTime,
      });
    });
  };
}
