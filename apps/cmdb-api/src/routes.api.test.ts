import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { request, requestsOf } from '../../../tests/cmdb/http.ts';
import { adminToken, startTestCmdb, type TestCmdb } from '../../../tests/cmdb/test-cmdb.ts';
import { AppModule } from './app.module.ts';
import { listRoutes } from './platform/http/openapi.ts';
import type { RouteDefinition } from './platform/http/route.ts';
import { permissions } from './platform/permissions.ts';

const routes = listRoutes(AppModule);
const named = routes.map((route) => [`${route.method} ${route.path}`, route] as const);
const tokens = new Map<string, string>();
let cmdb: TestCmdb;

beforeAll(async () => {
  cmdb = await startTestCmdb();
  const asAdmin = requestsOf(cmdb, adminToken);
  for (const permission of [...permissions, 'nothing']) {
    await cmdb.query('INSERT INTO role (name, label, permissions) VALUES ($1, $1, $2)', [
      `only ${permission}`,
      permission === 'nothing' ? [] : [permission],
    ]);
    const account = { username: permission, displayName: permission, roles: [`only ${permission}`] };
    await asAdmin('POST', '/accounts', account);
    const { body } = await asAdmin('POST', '/tokens', { username: permission, name: 'test' });
    tokens.set(permission, body.token);
  }
});
afterAll(() => cmdb.stop());

/** The address of something that is not there. */
function addressOf(route: RouteDefinition): string {
  return route.path.replaceAll(/\{\w+\}/g, '01970000-0000-7000-8000-000000000000');
}

const openRoutes = [
  'GET /health',
  'GET /health/live',
  'GET /health/ready',
  'POST /sessions',
  'POST /sessions/login-link',
];

test('only these routes are open to anyone', () => {
  const open = routes.filter((route) => route.access === 'anyone');

  expect(open.map((route) => `${route.method} ${route.path}`)).toEqual(openRoutes);
});

describe.each(named.filter(([, route]) => route.access !== 'anyone'))('%s', (_name, route) => {
  test('answers nobody whom it does not know', async () => {
    const address = addressOf(route);
    const bad = { authorization: 'Bearer popis_made-up', cookie: 'popis_session=made-up' };

    const unknown = await request(cmdb, route.method, address);
    const madeUp = await request(cmdb, route.method, address, { headers: bad });

    for (const answer of [unknown, madeUp]) {
      expect(answer.status).toBe(401);
      expect(answer.headers.get('content-type')).toContain('application/problem+json');
    }
  });

  test('answers those whose role allows it, and no others', async () => {
    for (const [permission, token] of tokens) {
      // The last thing that may be tried with a token is ending its session; there is none.
      const { status } = await requestsOf(cmdb, token)(route.method, addressOf(route));

      const isAllowed = route.access === 'signed-in' || route.access === permission;
      expect(status === 403, `${permission}: ${status}`).toBe(!isAllowed);
      expect(status).not.toBe(401);
      expect(status).toBeLessThan(500);
    }
  });
});

describe.each(named)('%s', (_name, route) => {
  test('refuses a query parameter that it does not know', async () => {
    const open = route.access === 'signed-in' || route.access === 'anyone';
    const token = tokens.get(open ? 'read' : route.access) ?? '';

    const { status, body } = await requestsOf(cmdb, token)(route.method, `${addressOf(route)}?colour=red`);

    expect(status).toBe(400);
    expect(body.faults).toContainEqual(expect.objectContaining({ path: 'query.colour' }));
  });
});

describe('outside the routes', () => {
  test.each(['/api', '/api/', '/api/nix', '/api/classes/Room/nix', '/api/../api/nix'])(
    '%s is not found',
    async (address) => {
      const response = await fetch(cmdb.url + address);

      expect(response.status).toBe(404);
      expect(response.headers.get('content-type')).toContain('application/problem+json');
    },
  );

  test('an address that cannot be read is a problem too', async () => {
    const response = await fetch(`${cmdb.url}/api/classes/%zz`);

    expect(response.status).toBe(400);
    expect(response.headers.get('content-type')).toContain('application/problem+json');
  });

  test('the contract is open to anyone, and names every route', async () => {
    const { status, body } = await request(cmdb, 'GET', '/openapi.json');

    expect(status).toBe(200);
    expect(body.openapi).toBe('3.1.0');
    for (const route of routes) {
      expect(body.paths[`/api${route.path}`]).toHaveProperty(route.method.toLowerCase());
    }
  });

  test('a body that is no JSON, too large, or of another type is refused as a problem', async () => {
    const send = (type: string, body: string) =>
      fetch(`${cmdb.url}/api/sessions`, { method: 'POST', headers: { 'content-type': type }, body });

    const broken = await send('application/json', '{"username":');
    const form = await send('application/x-www-form-urlencoded', 'username=admin&password=x');
    const polluting = await send(
      'application/json',
      '{"__proto__":{"admin":true},"username":"a","password":"b"}',
    );
    const plain = await send('text/plain', '{"username":"admin","password":"x"}');
    const large = await send('application/json', JSON.stringify({ username: 'x'.repeat(9 * 1024 * 1024) }));

    expect([broken.status, form.status, plain.status, polluting.status, large.status]).toEqual([
      400, 415, 415, 400, 413,
    ]);
    for (const response of [broken, form, plain, polluting, large]) {
      expect(response.headers.get('content-type')).toContain('application/problem+json');
    }
  });

  test('every answer forbids what a browser could do wrong with it', async () => {
    const { headers } = await request(cmdb, 'GET', '/health');

    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
    expect(headers.get('content-security-policy')).toMatch(/script-src 'self'(;|$)/);
    expect(headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
  });
});
