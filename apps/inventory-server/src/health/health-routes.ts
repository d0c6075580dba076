import type { Readiness } from '@popis/runtime';
import type { FastifyInstance } from 'fastify';

/**
 * `/health/live`: this process answers. `/health/ready`: it can take reports, with the reasons where it cannot; 503 then.
 * Neither names anything of the installation.
 */
export function serveHealth(server: FastifyInstance, readiness: Readiness): void {
  server.get('/health/live', async (_request, reply) => {
    void reply.header('cache-control', 'no-store');
    return { status: 'live' };
  });
  server.get('/health/ready', async (_request, reply) => {
    const report = await readiness.ask();
    void reply.header('cache-control', 'no-store').code(report.status === 'ready' ? 200 : 503);
    return report;
  });
}
