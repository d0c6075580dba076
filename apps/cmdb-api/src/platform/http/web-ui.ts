import { existsSync, statSync } from 'node:fs';
import path from 'node:path';
import helmet from '@fastify/helmet';
import fastifyStatic from '@fastify/static';
import { NotFoundError } from '@popis/errors';
import type { FastifyInstance } from 'fastify';
import { sendProblem } from './problem-filter.ts';

/** Headers that keep a browser from doing with an answer what nobody meant, on every answer. */
export async function registerSecurityHeaders(server: FastifyInstance, isHttps: boolean): Promise<void> {
  await server.register(helmet, {
    global: true,
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        'default-src': ["'self'"],
        'script-src': ["'self'"],
        // Styles that a script sets by property are not inline styles; the UI has no others (measured in Chromium).
        'style-src': ["'self'"],
        'img-src': ["'self'"],
        'font-src': ["'self'"],
        'connect-src': ["'self'"],
        'object-src': ["'none'"],
        'base-uri': ["'none'"],
        'form-action': ["'self'"],
        'frame-ancestors': ["'none'"],
        'require-trusted-types-for': ["'script'"],
      },
    },
    frameguard: { action: 'deny' },
    referrerPolicy: { policy: 'no-referrer' },
    hsts: isHttps ? { maxAge: 31_536_000 } : false,
  });
}

/**
 * Serves the built web UI: files as they are, `index.html` for every other address outside `/api`, so that the
 * addresses which the UI makes up can be opened. Without a folder those are 404.
 */
export async function registerWebUi(server: FastifyInstance, root: string | undefined): Promise<void> {
  if (root !== undefined) await server.register(fastifyStatic, { root, serve: false, cacheControl: false });
  server.route({
    method: ['GET', 'HEAD'],
    url: '/*',
    handler: (request, reply) => {
      const address = new URL(request.url, 'http://localhost').pathname;
      if (root === undefined || address === '/api' || address.startsWith('/api/')) {
        sendProblem(new NotFoundError(`There is nothing at ${address}`), request, reply);
        return reply;
      }
      const file = findFile(root, address);
      // Vite names what it puts into assets/ after its content.
      const isImmutable = file?.startsWith('assets/') ?? false;
      void reply.header('cache-control', isImmutable ? 'public, max-age=31536000, immutable' : 'no-cache');
      return reply.sendFile(file ?? 'index.html');
    },
  });
}

function findFile(root: string, address: string): string | undefined {
  let relative: string;
  try {
    relative = path.posix.normalize(decodeURIComponent(address)).slice(1);
  } catch {
    return undefined;
  }
  const file = path.resolve(root, relative);
  const isInside = file.startsWith(`${path.resolve(root)}${path.sep}`);
  return isInside && existsSync(file) && statSync(file).isFile() ? relative : undefined;
}
