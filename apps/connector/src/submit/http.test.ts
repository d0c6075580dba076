import { createServer, type RequestListener, type Server } from 'node:http';
import { afterEach, describe, expect, test } from 'vitest';
import { fetchOnce, fetchPatiently } from './http.ts';

let server: Server | undefined;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

async function serve(listener: RequestListener): Promise<string> {
  const started = createServer(listener);
  server = started;
  await new Promise<void>((resolve) => started.listen(0, '127.0.0.1', resolve));
  const address = started.address();
  return `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
}

function get(origin: string): Request {
  return new Request(`${origin}/api/health`);
}

describe('a request to the CMDB', () => {
  test('gives the answer with its body', async () => {
    const origin = await serve(
      (request, response) => void response.end(JSON.stringify({ url: request.url })),
    );

    const response = await fetchOnce(get(origin), 2_000);

    expect(await response.json()).toEqual({ url: '/api/health' });
  });

  test.each([
    [400, 'InvalidInputError'],
    [401, 'UnauthenticatedError'],
    [403, 'ForbiddenError'],
    [404, 'NotFoundError'],
    [409, 'ConflictError'],
    [412, 'ConflictError'],
    [429, 'UnavailableError'],
    [500, 'UpstreamFailedError'],
    [503, 'UnavailableError'],
  ])('answered with %i fails as %s, with what the problem says', async (status, name) => {
    const origin = await serve((_request, response) => {
      response.statusCode = status;
      response.end(
        JSON.stringify({ title: 'T', detail: 'the reason', faults: [{ path: 'a', message: 'b' }] }),
      );
    });

    await expect(fetchOnce(get(origin), 2_000)).rejects.toMatchObject({
      name,
      message: expect.stringContaining('the reason'),
    });
  });

  test('answered by something that is no CMDB fails and says so', async () => {
    const origin = await serve((_request, response) => void response.end('<html>router</html>'));

    await expect(fetchOnce(get(origin), 2_000)).rejects.toThrow('does not speak JSON');
  });

  test('is sent again when the connection breaks or the CMDB is busy', async () => {
    let asked = 0;
    const bodies: string[] = [];
    const origin = await serve((request, response) => {
      asked += 1;
      if (asked === 1) request.socket.destroy();
      else {
        response.statusCode = asked === 2 ? 503 : 200;
        response.setHeader('content-type', 'application/json');
        request.setEncoding('utf8').on('data', (text) => bodies.push(text));
        request.on('end', () => response.end('{}'));
      }
    });
    const reasons: string[] = [];

    const post = new Request(`${origin}/api/runs`, { method: 'POST', body: 'all of it' });
    await fetchPatiently(post, 2_000, (reason) => reasons.push(reason));

    expect(asked).toBe(3);
    expect(bodies).toEqual(['all of it', 'all of it']);
    expect(reasons).toEqual([`The CMDB at ${origin} does not answer`, expect.stringContaining('503')]);
  });

  test('is not sent again when it was refused', async () => {
    let asked = 0;
    const origin = await serve((_request, response) => {
      asked += 1;
      response.statusCode = 403;
      response.end('{}');
    });

    await expect(fetchPatiently(get(origin), 2_000, () => undefined)).rejects.toThrow('refuses');

    expect(asked).toBe(1);
  });

  test('is given up after its time limit', async () => {
    const origin = await serve(() => undefined);

    await expect(fetchOnce(get(origin), 50)).rejects.toMatchObject({
      name: 'UnavailableError',
    });
  });
});
