import { createServer, type RequestListener, type Server } from 'node:http';
import { afterEach, describe, expect, test } from 'vitest';
import { exchangeOnce, exchangeWithRetry } from './http.ts';

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

const get = { method: 'GET', path: '/health', timeLimitMs: 2_000 } as const;

describe('a request to the CMDB', () => {
  test('goes below /api and gives JSON and cookie', async () => {
    const origin = await serve((request, response) => {
      response.setHeader('set-cookie', 'popis_session=abc; HttpOnly; SameSite=Strict');
      response.end(JSON.stringify({ url: request.url, type: request.headers['content-type'] }));
    });

    const answer = await exchangeOnce(origin, { ...get, headers: { 'content-type': 'x/y' } });

    expect(answer).toEqual({ json: { url: '/api/health', type: 'x/y' }, cookie: 'popis_session=abc' });
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

    await expect(exchangeOnce(origin, get)).rejects.toMatchObject({
      name,
      message: expect.stringContaining('the reason'),
    });
  });

  test('answered by something that is no CMDB fails and says so', async () => {
    const origin = await serve((_request, response) => void response.end('<html>router</html>'));

    await expect(exchangeOnce(origin, get)).rejects.toThrow('does not speak JSON');
  });

  test('is sent again when the connection breaks or the CMDB is busy', async () => {
    let asked = 0;
    const origin = await serve((request, response) => {
      asked += 1;
      if (asked === 1) request.socket.destroy();
      else {
        response.statusCode = asked === 2 ? 503 : 200;
        response.end('{}');
      }
    });
    const reasons: string[] = [];

    await exchangeWithRetry(origin, get, (reason) => reasons.push(reason));

    expect(asked).toBe(3);
    expect(reasons).toEqual([`The CMDB at ${origin} does not answer`, expect.stringContaining('503')]);
  });

  test('is not sent again when it was refused', async () => {
    let asked = 0;
    const origin = await serve((_request, response) => {
      asked += 1;
      response.statusCode = 403;
      response.end('{}');
    });

    await expect(exchangeWithRetry(origin, get, () => undefined)).rejects.toThrow('refuses');

    expect(asked).toBe(1);
  });

  test('is given up after its time limit', async () => {
    const origin = await serve(() => undefined);

    await expect(exchangeOnce(origin, { ...get, timeLimitMs: 50 })).rejects.toMatchObject({
      name: 'UnavailableError',
    });
  });
});
