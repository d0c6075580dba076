import {
  createServer as createPlainServer,
  type ServerOptions as HttpOptions,
  type RequestListener,
  type Server,
} from 'node:http';
import { createServer } from 'node:https';
import { type TLSSocket, Server as TlsServer } from 'node:tls';
import { log } from '../logger.ts';

/** The certificates of HTTPS, PEM. */
export interface Certificates {
  certificate: string;
  key: string;
  /** Authorities whose certificates clients are to show; absent = clients show none. */
  clients?: ClientCertificates | undefined;
}

/** Which certificates of clients are taken. */
export interface ClientCertificates {
  authorities: string;
  /** `optional`: who shows none is let in, who shows a wrong one is not. */
  mode: 'required' | 'optional';
}

/** Makes the server for a listener: HTTPS where there are certificates, else HTTP. */
export function createHttpServer(
  listener: RequestListener,
  certificates: Certificates | undefined,
  http: HttpOptions = {},
): Server {
  if (certificates === undefined) {
    return createPlainServer(http, listener);
  }
  const { clients } = certificates;
  const server = createServer(
    {
      ...http,
      ...toContext(certificates),
      requestCert: clients !== undefined,
      rejectUnauthorized: clients?.mode === 'required',
    },
    listener,
  );
  if (clients?.mode === 'optional') {
    server.on('secureConnection', refuseWrongCertificate);
  }
  server.on('tlsClientError', (error: Error & { code?: string }) => {
    log.info({ code: error.code }, 'HTTPS connection refused');
  });
  return server;
}

/** Has a server show another certificate, and trust other authorities, from the next connection on. */
export function renewCertificates(server: Server, certificates: Certificates): void {
  if (server instanceof TlsServer) {
    server.setSecureContext(toContext(certificates));
  }
}

function toContext({ certificate, key, clients }: Certificates) {
  return { cert: certificate, key, ...(clients === undefined ? {} : { ca: clients.authorities }) };
}

function refuseWrongCertificate(socket: TLSSocket): void {
  const shows = Object.keys(socket.getPeerCertificate()).length > 0;
  if (shows && !socket.authorized) {
    log.info({ reason: String(socket.authorizationError) }, 'HTTPS connection refused');
    socket.destroy();
  }
}
