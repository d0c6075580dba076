import { afterEach, expect, test } from 'vitest';
import { type MetricsServer, startMetricsServer } from './metrics-server.ts';
import { openMetrics } from './open-metrics.ts';
import { countRequests } from './request-metrics.ts';

const token = 'scrape-scrape-scrape';
let server: MetricsServer | undefined;

afterEach(async () => {
  await server?.close();
});

async function start(registry = openMetrics('popis-test', '1.2.3')): Promise<string> {
  server = await startMetricsServer({ registry, host: '127.0.0.1', port: 0, token });
  return server.url;
}

test('a process says which program it is, and how its event loop does', async () => {
  const url = await start();

  const answer = await fetch(url, { headers: { authorization: `Bearer ${token}` } });

  expect(answer.status).toBe(200);
  expect(answer.headers.get('content-type')).toContain('text/plain; version=0.0.4');
  const text = await answer.text();
  expect(text).toContain(`popis_build_info{app="popis-test",version="1.2.3",node="${process.version}"} 1`);
  expect(text).toContain('nodejs_eventloop_lag_p99_seconds');
});

test.each([undefined, 'Bearer wrong', `Basic ${token}`, token])(
  '%j is told nothing',
  async (authorization) => {
    const url = await start();

    const answer = await fetch(url, authorization === undefined ? {} : { headers: { authorization } });

    expect(answer.status).toBe(401);
    expect(await answer.text()).toBe('');
  },
);

test.each([
  ['GET', '/'],
  ['GET', '/metrics/x'],
  ['POST', '/metrics'],
])('%s %s is nothing', async (method, path) => {
  const url = await start();

  const headers = { authorization: `Bearer ${token}` };
  const answer = await fetch(new URL(path, url), { method, headers });

  expect(answer.status).toBe(404);
});

test('requests are counted by their route, whatever methods and addresses are tried', async () => {
  const registry = openMetrics('popis-test', '1.2.3');
  const count = countRequests(registry);

  for (let number = 0; number < 100; number += 1) {
    count({ method: `M${number}`, route: undefined, status: 404, durationMs: 1 });
  }
  count({ method: 'GET', route: '/cards/:id', status: 200, durationMs: 30 });

  const lines = (await registry.metrics())
    .split('\n')
    .filter((line) => line.startsWith('popis_http_requests_total'));
  expect(lines).toEqual([
    'popis_http_requests_total{method="other",route="none",status="404"} 100',
    'popis_http_requests_total{method="GET",route="/cards/:id",status="200"} 1',
  ]);
});
