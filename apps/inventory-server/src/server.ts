import { randomUUID } from 'node:crypto';
import { PopisError } from '@popis/errors';
import { DEFAULT_LIMITS } from '@popis/inventory-format';
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { answerError, causeOf, OCS_PATH, statusFor } from './answer-error.ts';
import { answerReport } from './answer-report.ts';
import { type Bursts, openBursts, unpackedAtMost } from './bursts/bursts.ts';
import { passGate } from './bursts/report-gate.ts';
import { refuseStrangers } from './compatibility/admission.ts';
import { isTrustedAddress, parseCompatibility, plainAddress } from './compatibility/compatibility.ts';
import { type Credentials, NO_CREDENTIALS } from './compatibility/credentials.ts';
import { type Contact, openContact } from './contacts/contact.ts';
import { serveDeployFiles } from './deploy/deploy-routes.ts';
import { servePackages } from './download/package-routes.ts';
import { isSigned } from './enrolment/authenticate.ts';
import { serveEnrolment, toBytes } from './enrolment/enrolment-routes.ts';
import { openKeyGate } from './enrolment/key-gate.ts';
import { limitAddresses } from './limits/admit-request.ts';
import { limitConnections } from './limits/connections.ts';
import { limitHeaders, toHttpLimits } from './limits/http-limits.ts';
import { type Limits, openLimits } from './limits/limits.ts';
import { networkOf } from './limits/network-of.ts';
import type { Store } from './store.ts';
import { type Certificates, createHttpServer } from './tls/secure-server.ts';

/** What the server is told by its environment. */
export interface ServerOptions {
  /** Where plain agents may come from; see `parseCompatibility`. */
  compatibility: string;
  /** Who is let in from where a password is asked for; absent = nobody. */
  credentials?: Credentials | undefined;
  extraUserAgents: readonly string[];
  /** Folder of the packages served under `/download`. */
  packageFolder?: string | undefined;
  /** Reverse proxies whose word on the address and protocol of a request is taken. */
  trustedProxies?: readonly string[];
  /** Addresses whose inventories need no session and pass the filter of floods: whole, or the beginning and `*`. */
  trustedAddresses?: readonly string[];
  /** Speak HTTPS with these. */
  tls?: Certificates;
  /** What one who comes may ask; absent = the default limits. */
  limits?: Limits;
  /** What is held at once, shared by the ports of a process; absent = limits of its own. */
  bursts?: Bursts;
  /** Hears of every contact when it has ended. */
  onContact?: (contact: Contact) => void;
  /** Gets every report as it came when its contact has ended. */
  onReport?: (contact: Contact, report: GivenReport) => void;
}

/** A report as it came. */
export interface GivenReport {
  body: Uint8Array;
  userAgent: string;
  contentType: string | undefined;
}

const REQUESTS_PER_CONNECTION = 1000;
/** With the most of DRAIN_SECONDS within the 20 seconds that a process has to stop. */
const DRAIN_LIMIT_MS = 8_000;

/** Why a report was refused before it was read, in a word. */
const UNREAD_CAUSES: Readonly<Record<number, string>> = {
  401: 'password',
  403: 'address',
  413: 'too-large',
  431: 'too-large',
  503: 'busy',
};

/** Builds the HTTP server; it serves `/ocsinventory` as an OCS communication server does, and `/health`. */
export function buildServer(store: Store, options: ServerOptions): FastifyInstance {
  const { tls, trustedProxies = [], credentials = NO_CREDENTIALS, limits = openLimits() } = options;
  const bursts = options.bursts ?? openBursts();
  const gate = openKeyGate(store, limits);
  const always = [limitHeaders, limitAddresses(limits, options.trustedAddresses ?? [])];
  const onRequest = [
    ...always,
    gate.admit,
    refuseStrangers(parseCompatibility(options.compatibility), credentials),
    passGate(bursts.gate, DEFAULT_LIMITS.compressedBytes),
  ];
  const server = Fastify({
    logger: false,
    genReqId: () => randomUUID(),
    // Agents are told their server by hand, with or without a slash.
    routerOptions: { ignoreTrailingSlash: true },
    bodyLimit: DEFAULT_LIMITS.compressedBytes,
    requestTimeout: limits.settings.requestMs,
    forceCloseConnections: 'idle',
    // The gate answers them, and says when to come again.
    return503OnClosing: false,
    exposeHeadRoutes: false,
    trustProxy: trustedProxies.length > 0 ? [...trustedProxies] : false,
    serverFactory: (handler) => {
      const created = createHttpServer(handler, tls, toHttpLimits(limits.settings));
      created.maxRequestsPerSocket = REQUESTS_PER_CONNECTION;
      limitConnections(created, limits, trustedProxies);
      return created;
    },
  });
  // What was let in is answered before the port is closed; who comes meanwhile is told to come again.
  server.addHook('preClose', async () => await bursts.gate.close(DRAIN_LIMIT_MS));

  server.removeAllContentTypeParsers();
  server.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));

  const onContact = options.onContact ?? (() => undefined);
  const read = new WeakSet<FastifyRequest>();
  /** Why they were turned away, where the status does not tell. */
  const causes = new WeakMap<FastifyRequest, string>();
  /** Contacts that ended before their body was read. */
  const onResponse = async (request: FastifyRequest, reply: FastifyReply) => {
    const address = plainAddress(request.ip);
    const cause = causes.get(request) ?? UNREAD_CAUSES[reply.statusCode] ?? 'http';
    if (!read.has(request) && (cause !== 'rate' || limits.told.take(`journal ${networkOf(address)}`) === 0)) {
      openContact({ requestId: request.id, address, bytes: 0 }, onContact).end(reply.statusCode, cause);
    }
  };
  server.post(OCS_PATH, { onRequest, onResponse }, async (request, reply) => {
    read.add(request);
    const bytes = toBytes(request.body);
    const address = plainAddress(request.ip);
    const userAgent = request.headers['user-agent'] ?? '';
    const contentType = readHeader(request, 'content-type');
    const contact = openContact({ requestId: request.id, address, bytes: bytes.length }, (ended) => {
      onContact(ended);
      options.onReport?.(ended, { body: bytes, userAgent, contentType });
    });
    const sender = {
      address,
      userAgent,
      agentId: readHeader(request, 'glpi-agent-id'),
      contentType,
      isSecure: request.protocol === 'https',
      isTrusted: isTrustedAddress(options.trustedAddresses ?? [], address),
    };
    const context = { store, limits, extraUserAgents: options.extraUserAgents };
    const answer = await bursts.work
      .run(async () => {
        const proof = isSigned(request.headers) ? await gate.authenticate(request, bytes) : undefined;
        return await answerReport(context, bytes, { ...sender, proof }, contact);
      }, unpackedAtMost(bytes.length))
      .catch((error: unknown) => {
        contact.end(statusFor(error, request), causeOf(error));
        throw error;
      });
    if (answer.closesConnection === true) {
      reply.header('connection', 'close');
    }
    if (answer.body !== undefined) {
      const contentType = answer.contentType ?? 'application/x-compressed';
      reply.header('content-type', contentType).header('cache-control', 'no-cache');
    }
    return await reply.code(answer.status).send(answer.body);
  });
  serveEnrolment(server, store, { endpoint: OCS_PATH, gate, limits, onRequest: always });
  serveDeployFiles(server, OCS_PATH, store);
  server.route({
    method: ['PUT', 'DELETE', 'PATCH', 'OPTIONS', 'HEAD'],
    url: OCS_PATH,
    handler: async (_request, reply) => await reply.code(403).send(),
  });
  if (options.packageFolder !== undefined) {
    servePackages(server, options.packageFolder);
  }
  server.get('/health', async () => {
    await store.database.statements.query('SELECT 1 AS one');
    return { status: 'ok' };
  });

  server.setErrorHandler(async (error, request, reply) => {
    if (error instanceof PopisError) {
      causes.set(request, causeOf(error));
    }
    return await answerError(error, request, reply, limits);
  });
  server.setNotFoundHandler(async (_request, reply) => await reply.code(404).send());
  return server;
}

function readHeader(request: FastifyRequest, name: string): string | undefined {
  const value = request.headers[name];
  return typeof value === 'string' ? value : undefined;
}
