import { InvalidInputError } from '@popis/errors';
import { ENROL_PATH, ROTATE_PATH } from '@popis/inventory-format';
import type { FastifyInstance } from 'fastify';
import type { Store } from '../store.ts';
import { authenticate } from './authenticate.ts';
import { enrolAgent, parseIntroduction, rotateKey } from './enrol.ts';

const LARGEST_BODY_BYTES = 16 * 1024;

/** Serves what agents need to have a key of their own, below the endpoint for reports. */
export function serveEnrolment(server: FastifyInstance, store: Store, endpoint: string): void {
  const bodyLimit = LARGEST_BODY_BYTES;
  server.post(`${endpoint}${ENROL_PATH}`, { bodyLimit }, async (request, reply) => {
    const answer = await enrolAgent(store, parseIntroduction(parseJson(toBytes(request.body))));
    return await reply.code(200).send(answer);
  });
  server.post(`${endpoint}${ROTATE_PATH}`, { bodyLimit }, async (request, reply) => {
    const body = toBytes(request.body);
    const { method, headers, url } = request;
    const proof = await authenticate(store, { method, path: url, headers, body });
    return await reply.code(200).send(await rotateKey(store, proof, parseJson(body)));
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
