import type { FastifyReply, FastifyRequest } from 'fastify';
import { isSigned } from '../enrolment/authenticate.ts';
import { log } from '../logger.ts';
import { admitPlainAgent, type Compatibility, plainAddress } from './compatibility.ts';
import { BASIC_CHALLENGE, type Credentials } from './credentials.ts';

/** Turns away plain agents that may not report, before their body is read; who signs is looked at with it. */
export function refuseStrangers(compatibility: Compatibility, credentials: Credentials) {
  return async (request: FastifyRequest, reply: FastifyReply): Promise<unknown> => {
    if (isSigned(request.headers)) {
      return undefined;
    }
    const address = plainAddress(request.ip);
    const admission = admitPlainAgent(compatibility, address);
    if (admission === 'refused') {
      log.warn(
        { requestId: request.id, address: address.slice(0, 50) },
        'plain agent not admitted from this address',
      );
      return await reply.code(403).send();
    }
    if (admission === 'needs-password' && !credentials.accept(request.headers.authorization)) {
      log.warn({ requestId: request.id, address }, 'plain agent without a password that is known');
      return await reply.code(401).header('www-authenticate', BASIC_CHALLENGE).send();
    }
    return undefined;
  };
}
