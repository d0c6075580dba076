import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type FastifyInstance, fastify } from 'fastify';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { registerSecurityHeaders, registerWebUi } from './web-ui.ts';

let folder: string;
let server: FastifyInstance;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'popis-web-'));
  const root = path.join(folder, 'web');
  await mkdir(path.join(root, 'assets'), { recursive: true });
  await writeFile(path.join(root, 'index.html'), '<title>Popis</title>');
  await writeFile(path.join(root, 'assets', 'index-abc.js'), 'export {};');
  await writeFile(path.join(folder, 'secret.txt'), 'secret');
  server = fastify();
  await registerSecurityHeaders(server, true);
  await registerWebUi(server, root);
});
afterAll(async () => {
  await server.close();
  await rm(folder, { recursive: true });
});

describe('the web UI', () => {
  test.each(['/', '/login', '/classes/Computer', '/cards/01970000-0000-7000-8000-000000000000?tab=history'])(
    'is given at %s',
    async (url) => {
      const answer = await server.inject({ url });

      expect(answer.statusCode).toBe(200);
      expect(answer.headers['content-type']).toContain('text/html');
      expect(answer.headers['cache-control']).toBe('no-cache');
      expect(answer.body).toContain('Popis');
    },
  );

  test('has files that can be kept, since their names change with their content', async () => {
    const answer = await server.inject({ url: '/assets/index-abc.js' });

    expect(answer.headers['content-type']).toContain('javascript');
    expect(answer.headers['cache-control']).toContain('immutable');
  });

  test.each([
    '/../secret.txt',
    '/..%2fsecret.txt',
    '/%2e%2e/secret.txt',
    '/assets/../../secret.txt',
    '/assets/..%2f..%2fsecret.txt',
    '//etc/passwd',
    '/..%5csecret.txt',
    '/index.html%00.txt',
  ])('never gives a file of another folder: %s', async (url) => {
    const answer = await server.inject({ url });

    expect(answer.body).not.toContain('secret');
    expect(answer.body).not.toContain('root:');
  });

  test.each(['/api', '/api/nix'])('is no answer to %s', async (url) => {
    const answer = await server.inject({ url });

    expect(answer.statusCode).toBe(404);
    expect(answer.headers['content-type']).toContain('application/problem+json');
  });

  test('runs no script but its own, in no frame, and only over HTTPS where there is HTTPS', async () => {
    const { headers } = await server.inject({ url: '/' });

    const policy = String(headers['content-security-policy']);
    expect(policy).not.toContain('unsafe');
    expect(policy).toContain("script-src 'self';");
    expect(policy).toContain("style-src 'self';");
    expect(policy).toContain("require-trusted-types-for 'script'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).toContain("object-src 'none'");
    expect(headers['x-content-type-options']).toBe('nosniff');
    expect(headers['strict-transport-security']).toContain('max-age');
  });
});

test('without a folder there is nothing outside /api', async () => {
  const bare = fastify();
  await registerWebUi(bare, undefined);

  const answer = await bare.inject({ url: '/' });

  expect(answer.statusCode).toBe(404);
});
