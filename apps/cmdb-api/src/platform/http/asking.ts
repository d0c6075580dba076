import { AsyncLocalStorage } from 'node:async_hooks';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Caller } from '../permissions.ts';

const requests = new AsyncLocalStorage<FastifyRequest>();

/**
 * Lets everything that a handler comes to know for whom it is done. It begins behind the reading of the body, whose events do not
 * belong to the request.
 */
export function registerAsking(server: FastifyInstance): void {
  server.addHook('preHandler', (request, _reply, done) => requests.run(request, done));
}

/** Whether what goes on is done for a request, and not by the process on its own account. */
export function isAsked(): boolean {
  return requests.getStore() !== undefined;
}

/** Who is asking. @throws TypeError where nobody is: work of the process itself says so instead of asking */
export function whoAsks(): Caller {
  const caller = requests.getStore()?.caller;
  if (caller === undefined) throw new TypeError('Nobody is asking here');
  return caller;
}
