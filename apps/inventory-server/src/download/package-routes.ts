import type { FastifyInstance } from 'fastify';
import { findPackageFile } from './package-folder.ts';

/** Serves the files of packages under `/download/{id}/…`, to whoever reaches this port, as a web server does. */
export function servePackages(server: FastifyInstance, folder: string): void {
  server.get<{ Params: { id: string; file: string } }>('/download/:id/:file', async (request, reply) => {
    const { id, file } = request.params;
    const found = await findPackageFile(folder, id, file);
    if (found === undefined) {
      return await reply.code(404).send();
    }
    return await reply
      .header('content-type', 'application/octet-stream')
      .header('x-content-type-options', 'nosniff')
      .header('content-length', found.bytes)
      .send(found.stream);
  });
}
