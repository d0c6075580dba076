import { readFileSync } from 'node:fs';
import type { Server } from 'node:http';
import { request } from 'node:https';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import type { TLSSocket } from 'node:tls';
import { afterEach, describe, expect, test } from 'vitest';
import { type Certificates, createHttpServer, renewCertificates } from './secure-server.ts';

const folder = path.resolve(import.meta.dirname, '../../fixtures/tls');
const pem = (name: string) => readFileSync(path.join(folder, `${name}.pem`), 'utf8');
const certificates: Certificates = { certificate: pem('server'), key: pem('server-key') };
const clients = { required: toClients('required'), optional: toClients('optional') };
const client = { cert: pem('client'), key: pem('client-key') };
const other = { cert: pem('other'), key: pem('other-key') };

let server: Server | undefined;

afterEach(async () => {
  server?.closeAllConnections();
  await new Promise((resolve) => (server === undefined ? resolve(undefined) : server.close(resolve)));
  server = undefined;
});

function toClients(mode: 'required' | 'optional'): Certificates {
  return { ...certificates, clients: { authorities: pem('ca'), mode } };
}

async function serve(given: Certificates): Promise<Server> {
  const started = createHttpServer((_request, response) => response.end('served'), given);
  server = started;
  await new Promise<void>((resolve) => started.listen(0, '127.0.0.1', resolve));
  return started;
}

/** Name of the certificate that the server shows, or that it refused. */
async function connect(to: Server, shown: { cert?: string; key?: string } = {}): Promise<string> {
  const { port } = to.address() as AddressInfo;
  return await new Promise((resolve) => {
    const outgoing = request(
      { host: '127.0.0.1', port, ca: pem('ca'), agent: false, ...shown },
      (incoming) => {
        const name = (incoming.socket as TLSSocket).getPeerCertificate().subject.CN;
        incoming.resume().on('end', () => resolve(String(name)));
      },
    );
    outgoing.on('error', () => resolve('refused'));
    outgoing.end();
  });
}

describe('certificates of clients', () => {
  test('are not asked for unless authorities are named', async () => {
    const started = await serve(certificates);

    expect(await connect(started)).toBe('server');
    expect(await connect(started, other)).toBe('server');
  });

  test('are required: who shows none, or one of another authority, is refused', async () => {
    const started = await serve(clients.required);

    expect(await connect(started, client)).toBe('server');
    expect(await connect(started)).toBe('refused');
    expect(await connect(started, other)).toBe('refused');
  });

  test('are optional: who shows none is let in, who shows a wrong one is not', async () => {
    const started = await serve(clients.optional);

    expect(await connect(started, client)).toBe('server');
    expect(await connect(started)).toBe('server');
    expect(await connect(started, other)).toBe('refused');
  });
});

test('a renewed certificate is shown from the next connection on, and clients are still asked', async () => {
  const started = await serve(clients.required);
  const renewed = { ...clients.required, certificate: pem('renewed'), key: pem('renewed-key') };

  renewCertificates(started, renewed);

  expect(await connect(started, client)).toBe('renewed');
  expect(await connect(started)).toBe('refused');
});

test('a certificate that does not fit its key leaves the present one in force', async () => {
  const started = await serve(certificates);

  expect(() => renewCertificates(started, { ...certificates, key: pem('other-key') })).toThrow();
  expect(await connect(started)).toBe('server');
});
