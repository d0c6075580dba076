import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Readiness } from '@popis/runtime';

/** A server that answers `GET /health/live` and `GET /health/ready`, as the other processes do. */
export interface HealthServer {
  url: string;
  close(): Promise<void>;
}

const readLimitMs = 10_000;

/** Serves the health of this process; nothing of it names anything of the installation. */
export async function startHealthServer(
  host: string,
  port: number,
  readiness: Readiness,
): Promise<HealthServer> {
  const server = createServer({ requestTimeout: readLimitMs }, (request, response) => {
    if (request.method !== 'GET') return send(response, 404, { status: 'unknown' });
    if (request.url === '/health/live') return send(response, 200, { status: 'live' });
    if (request.url !== '/health/ready') return send(response, 404, { status: 'unknown' });
    readiness.ask().then(
      (report) => send(response, report.status === 'ready' ? 200 : 503, report),
      () => send(response, 500, { status: 'not ready' }),
    );
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  const { address, port: taken, family } = server.address() as AddressInfo;
  return {
    url: `http://${family === 'IPv6' ? `[${address}]` : address}:${taken}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeIdleConnections();
      }),
  };
}

function send(response: ServerResponse, status: number, body: object): void {
  response
    .writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' })
    .end(JSON.stringify(body));
}
