import { randomUUID } from 'node:crypto';
import {
  InvalidInputError,
  NotFoundError,
  type Problem,
  toProblem,
  UnauthenticatedError,
} from '@popis/errors';
import {
  type FileAnswer,
  type InputFault,
  type Operation,
  type OperationName,
  operations,
  readInput,
} from '@popis/inventory-administration';
import { carriesToken, type Registry } from '@popis/metrics';
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { isAct, toAct } from '../acts/act.ts';
import { carryOutAct } from '../acts/carry-out-act.ts';
import { log } from '../logger.ts';
import type { AdminCaller, Administration } from './administration.ts';
import { handlers } from './handlers.ts';

const BODY_LIMIT = 1_048_576;
/** Archives of packages come over lines of any speed. */
const READ_LIMIT_MS = 30 * 60_000;
const GIVEN_ID = /^[\w-]{8,64}$/;

/** Metrics at `/metrics`, for who administers and for who has their own token. */
export interface MetricsAccess {
  registry: Registry;
  token: string | undefined;
}

const METRICS = '/metrics';

/**
 * Builds the server of the administration, below `/admin`. It answers whoever has the token, and takes the word of that
 * one for who is asking (`X-Popis-Actor`) and for the id of the request (`X-Request-Id`). Without a token nothing is
 * administered.
 */
export function buildAdminServer(
  administration: Administration,
  token: string | undefined,
  metrics?: MetricsAccess,
): FastifyInstance {
  const server = Fastify({
    logger: false,
    bodyLimit: BODY_LIMIT,
    requestTimeout: READ_LIMIT_MS,
    forceCloseConnections: 'idle',
    genReqId: ({ headers }) => {
      const given = headers['x-request-id'];
      return typeof given === 'string' && GIVEN_ID.test(given) ? given : randomUUID();
    },
  });
  server.addContentTypeParser('application/octet-stream', (_request, payload, done) => done(null, payload));
  const administrators = token === undefined ? [] : [token];
  const scrapers = metrics?.token === undefined ? administrators : [...administrators, metrics.token];
  server.addHook('onRequest', async (request, reply) => {
    void reply.header('x-request-id', request.id).header('x-content-type-options', 'nosniff');
    void reply.header('cache-control', 'no-store');
    const accepted = request.routeOptions.url === METRICS ? scrapers : administrators;
    if (!carriesToken(request.headers.authorization, accepted)) {
      throw new UnauthenticatedError('The administration of the inventory needs its token');
    }
  });
  server.addHook('onResponse', async (request, reply) => {
    const { method, id: requestId } = request;
    const facts = { requestId, method, route: request.routeOptions.url, status: reply.statusCode };
    log.debug({ ...facts, ms: Math.round(reply.elapsedTime) }, 'administration answered');
  });
  for (const name of Object.keys(operations)) {
    if (isOperationName(name)) {
      serve(server, administration, name);
    }
  }
  if (metrics !== undefined) {
    const { registry } = metrics;
    server.get(METRICS, async (_request, reply) =>
      reply.type(registry.contentType).send(await registry.metrics()),
    );
  }
  server.setErrorHandler(sendProblem);
  server.setNotFoundHandler((request, reply) =>
    sendProblem(new NotFoundError('There is nothing at this address'), request, reply),
  );
  return server;
}

function isOperationName(name: string): name is OperationName {
  return name in operations;
}

function serve(server: FastifyInstance, administration: Administration, name: OperationName): void {
  const operation: Operation = operations[name];
  server.route({
    method: operation.method,
    url: `/admin${operation.path.replaceAll(/\{(\w+)\}/g, ':$1')}`,
    handler: async (request, reply) => {
      const { input, faults } = readInput(operation, request);
      const caller = callerOf(request, faults);
      if (faults.length > 0) {
        const count = faults.length === 1 ? 'a fault' : `${faults.length} faults`;
        throw new InvalidInputError(`The request has ${count}`, faults);
      }
      const answer = await carryOut(name, administration, input, caller);
      if (operation.answer === 'bytes') {
        const { fileName, bytes } = answer as FileAnswer;
        const disposition = `attachment; filename="${fileName}"`;
        return await reply
          .type('application/octet-stream')
          .header('content-disposition', disposition)
          .send(bytes);
      }
      return operation.answer === undefined ? await reply.code(204).send() : answer;
    },
  });
}

/** The table of handlers holds each to the input of its operation, which was read by that operation's schemas. */
async function carryOut(
  name: OperationName,
  administration: Administration,
  input: unknown,
  caller: AdminCaller,
): Promise<unknown> {
  const handler = handlers[name] as (...given: [Administration, unknown, AdminCaller]) => Promise<unknown>;
  const work = () => handler(administration, input, caller);
  return isAct(name)
    ? await carryOutAct(administration.acts, toAct(name, input, caller, Date.now()), work)
    : await work();
}

/** Who asks; a name that cannot be read is a fault, and nobody else's is written instead of it. */
function callerOf(request: FastifyRequest, faults: InputFault[]): AdminCaller {
  const given = request.headers['x-popis-actor'];
  const actor = typeof given === 'string' && given !== '' ? decodeActor(given) : 'administrator';
  if (actor === undefined) {
    faults.push({ path: 'headers.x-popis-actor', message: 'must be encoded as in an address, in UTF-8' });
  }
  return { actor: actor?.slice(0, 200) ?? '', requestId: request.id };
}

function decodeActor(given: string): string | undefined {
  try {
    return decodeURIComponent(given).replaceAll('\0', '\ufffd');
  } catch {
    return undefined;
  }
}

async function sendProblem(
  error: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const problem = toAdminProblem(error, request.id);
  if (problem.status >= 500) {
    log.error({ err: error, requestId: request.id, method: request.method }, 'administration failed');
  }
  return await reply.code(problem.status).type('application/problem+json').send(JSON.stringify(problem));
}

/** What the HTTP framework refuses has a status of its own. */
function toAdminProblem(error: unknown, requestId: string): Problem {
  const status = error instanceof Error && 'statusCode' in error ? Number(error.statusCode) : 500;
  if (error instanceof Error && status >= 400 && status < 500) {
    return { type: 'about:blank', title: 'Bad request', status, detail: error.message, requestId };
  }
  return toProblem(error, requestId);
}
