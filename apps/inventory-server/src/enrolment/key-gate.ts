import { ConflictError, UnauthenticatedError } from '@popis/errors';
import type { FastifyRequest } from 'fastify';
import { plainAddress } from '../compatibility/compatibility.ts';
import { refuseFailing } from '../limits/admit-request.ts';
import type { Limits } from '../limits/limits.ts';
import { networkOf } from '../limits/network-of.ts';
import { RateExceededError } from '../limits/rate-exceeded.ts';
import type { Store } from '../store.ts';
import {
  authenticate,
  isSigned,
  type Proof,
  readSignature,
  refuseUnknownKey,
  requireKeys,
} from './authenticate.ts';
import { findKey } from './key.repository.ts';
import { type KeyMemory, openKeyMemory } from './key-memory.ts';

/** Makes it cheap to turn away who signs with keys that are not known, wrongly, or says again what it said before. */
export interface KeyGate {
  /**
   * Looks at the headers of a signed request before its body is read. What they say may be untrue; but what is refused by
   * them would be refused with the body as well.
   * @throws UnauthenticatedError, ConflictError or RateExceededError
   */
  admit(request: FastifyRequest): Promise<void>;
  /** Checks the signature, as `authenticate` does, and remembers what came of it. */
  authenticate(request: FastifyRequest, body: Uint8Array): Promise<Proof>;
  /** Counts an enrolment that was refused. */
  refused(request: FastifyRequest): void;
  /** A key has been taken in. */
  learn(keyId: string): void;
}

/**
 * Opens the gate. Signatures that fail are counted for each key and address by itself, never for all of an address: an office
 * has one, and one bad agent must not silence the others. A key that is not known costs one query, and then none for a while.
 */
export function openKeyGate(store: Store, limits: Limits, keys: KeyMemory = openKeyMemory()): KeyGate {
  const addressOf = (request: FastifyRequest) => plainAddress(request.ip);
  const fail = (request: FastifyRequest, keyId?: string) => {
    const network = networkOf(addressOf(request));
    limits.failures.take(network);
    if (keyId !== undefined) {
      limits.failures.take(`${network} ${keyId}`);
    }
  };

  async function findCounter(request: FastifyRequest, keyId: string): Promise<number> {
    const remembered = keys.counterOf(keyId);
    if (remembered !== undefined) {
      return remembered;
    }
    const key = keys.isUnknown(keyId) ? undefined : await findKey(store.database.statements, keyId);
    if (key === undefined) {
      keys.isNot(keyId);
      fail(request);
      refuseFailing(limits, addressOf(request));
      return refuseUnknownKey();
    }
    keys.accept(keyId, key.counter);
    return key.counter;
  }

  return {
    async admit(request) {
      if (!isSigned(request.headers)) {
        return;
      }
      requireKeys(store);
      const { keyId, counter } = readSignature(request.headers);
      const last = await findCounter(request, keyId);
      const seconds = limits.failures.wait(`${networkOf(addressOf(request))} ${keyId}`);
      if (seconds > 0) {
        throw new RateExceededError('Too many signatures of this key did not hold', seconds);
      }
      if (counter <= last) {
        throw new ConflictError(
          `The counter ${counter} of this request is not above ${last}: it was sent before, or overtaken`,
        );
      }
    },
    async authenticate(request, body) {
      const { method, headers, url: path } = request;
      const { keyId } = readSignature(headers);
      try {
        const proof = await authenticate(store, { method, path, headers, body });
        keys.accept(proof.key.keyId, proof.key.counter);
        return proof;
      } catch (error) {
        if (error instanceof UnauthenticatedError) {
          fail(request, keyId);
        }
        throw error;
      }
    },
    refused: (request) => fail(request),
    learn: (keyId) => keys.accept(keyId, 0),
  };
}
