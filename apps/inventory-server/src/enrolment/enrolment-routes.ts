import { InvalidInputError } from '@popis/errors';
import { ENROL_PATH, ROTATE_PATH } from '@popis/inventory-format';
import type { FastifyInstance, FastifyReply, FastifyRequest, onRequestAsyncHookHandler } from 'fastify';
import { plainAddress } from '../compatibility/compatibility.ts';
import { refuseFailing } from '../limits/admit-request.ts';
import type { Limits } from '../limits/limits.ts';
import type { Store } from '../store.ts';
import { enrolAgent, parseIntroduction, rotateKey } from './enrol.ts';
import type { KeyGate } from './key-gate.ts';

const LARGEST_BODY_BYTES = 16 * 1024;

/** What enrolment has to do with the rest of the server. */
export interface EnrolmentRoutes {
  /** Path of the endpoint for reports. */
  endpoint: string;
  gate: KeyGate;
  limits: Limits;
  /** What is done with every request before it is read. */
  onRequest: readonly onRequestAsyncHookHandler[];
}

/** Serves what agents need to have a key of their own, below the endpoint for reports. */
export function serveEnrolment(server: FastifyInstance, store: Store, routes: EnrolmentRoutes): void {
  const { endpoint, gate, limits } = routes;
  const bodyLimit = LARGEST_BODY_BYTES;
  const enrolment = {
    bodyLimit,
    onRequest: [
      ...routes.onRequest,
      async (request: FastifyRequest) => refuseFailing(limits, plainAddress(request.ip)),
    ],
    onResponse: async (request: FastifyRequest, reply: FastifyReply) => {
      if (reply.statusCode >= 400 && reply.statusCode < 500 && reply.statusCode !== 429) {
        gate.refused(request);
      }
    },
  };
  server.post(`${endpoint}${ENROL_PATH}`, enrolment, async (request, reply) => {
    const answer = await enrolAgent(store, parseIntroduction(parseJson(toBytes(request.body))));
    gate.learn(answer.keyId);
    return await reply.code(200).send(answer);
  });
  const rotation = { bodyLimit, onRequest: [...routes.onRequest, gate.admit] };
  server.post(`${endpoint}${ROTATE_PATH}`, rotation, async (request, reply) => {
    const body = toBytes(request.body);
    const proof = await gate.authenticate(request, body);
    const answer = await rotateKey(store, proof, parseJson(body));
    gate.learn(answer.keyId);
    return await reply.code(200).send(answer);
  });
}

/** The body as it came. */
export function toBytes(body: unknown): Uint8Array {
  return body instanceof Uint8Array ? body : new Uint8Array();
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(bytes).toString('utf8'));
  } catch (error) {
    throw new InvalidInputError('The body is no JSON', [], { cause: error });
  }
}
