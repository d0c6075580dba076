import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Registry } from 'prom-client';
import { carriesToken } from './token.ts';

/** Where metrics are served, and to whom. */
export interface MetricsServerOptions {
  registry: Registry;
  host: string;
  /** 0 takes a free one. */
  port: number;
  token: string;
}

/** A server that answers `GET /metrics`. */
export interface MetricsServer {
  url: string;
  close(): Promise<void>;
}

const READ_LIMIT_MS = 10_000;

/** Serves metrics on a port of their own, to whoever has the token (RFC 6750), in the text format of Prometheus. */
export async function startMetricsServer(options: MetricsServerOptions): Promise<MetricsServer> {
  const server = createServer({ requestTimeout: READ_LIMIT_MS }, (request, response) => {
    answer(options, request, response).catch(() => response.writeHead(500).end());
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, options.host, resolve);
  });
  const { address, port, family } = server.address() as AddressInfo;
  return {
    url: `http://${family === 'IPv6' ? `[${address}]` : address}:${port}/metrics`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeIdleConnections();
      }),
  };
}

async function answer(
  { registry, token }: MetricsServerOptions,
  { method, url, headers }: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (!carriesToken(headers.authorization, [token])) {
    response.writeHead(401, { 'www-authenticate': 'Bearer' }).end();
    return;
  }
  if (method !== 'GET' || url !== '/metrics') {
    response.writeHead(404).end();
    return;
  }
  const text = await registry.metrics();
  response.writeHead(200, { 'content-type': registry.contentType, 'cache-control': 'no-store' }).end(text);
}
