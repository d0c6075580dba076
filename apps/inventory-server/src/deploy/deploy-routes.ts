import type { FastifyInstance } from 'fastify';
import { readSettings } from '../settings.read-model.ts';
import type { Store } from '../store.ts';
import { findDeployFile } from './deploy-file.read-model.ts';

/**
 * Answers GET below the path of agents as OCS does: a file of `deploy` where DEPLOY is on, no updates of agents, and 400 to
 * all else.
 */
export function serveDeployFiles(server: FastifyInstance, path: string, store: Store): void {
  server.get<{ Params: { name: string } }>(`${path}/deploy/:name`, async (request, reply) => {
    const settings = await readSettings(store.database.statements);
    if (settings.DEPLOY === 0) {
      return await reply.code(403).send();
    }
    const content = await findDeployFile(store, request.params.name);
    return content === undefined
      ? await reply.code(400).send()
      : await reply.header('content-type', 'application/octet-stream').send(content);
  });
  server.get(`${path}*`, async (request, reply) => {
    // As OCS tells them while UPDATE is 0 (Apache/Ocsinventory.pm); files of agents are not kept here.
    const isUpdate = /\/update\/.+\/.+\/\d+/.test(request.url);
    return await reply.code(isUpdate ? 403 : 400).send();
  });
}
