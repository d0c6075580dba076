import type { IncomingHttpHeaders } from 'node:http';
import { ConflictError, ForbiddenError, UnauthenticatedError } from '@popis/errors';
import { SIGNATURE_HEADERS, signedText, verifyText } from '@popis/inventory-format';
import type { Statements } from '../database/database.ts';
import type { Store } from '../store.ts';
import { findKey, findKeyForUse, keepCounter, type StoredKey } from './key.repository.ts';

/** A request whose signature holds: the key that made it, and its counter. */
export interface Proof {
  key: StoredKey;
  counter: number;
}

/** Whether a request says to be signed; it is then none of a plain agent, whatever comes of it. */
export function isSigned(headers: IncomingHttpHeaders): boolean {
  return headers[SIGNATURE_HEADERS.keyId] !== undefined;
}

/**
 * Finds the key that a request is signed with, and checks the signature. Whether the counter is new is only certain where
 * what the request says is stored: see {@link claimCounter}.
 * @throws UnauthenticatedError when the key is not known or did not make the signature.
 */
export async function authenticate(
  store: Store,
  request: { method: string; path: string; headers: IncomingHttpHeaders; body: Uint8Array },
): Promise<Proof> {
  requireKeys(store);
  const { headers, ...content } = request;
  const { keyId, counter } = readSignature(headers);
  const key = (await findKey(store.database.statements, keyId)) ?? refuseUnknownKey();
  const text = signedText({ ...content, keyId, counter });
  if (!verifyText(key.publicKey, text, headerOf(headers, SIGNATURE_HEADERS.signature))) {
    throw new UnauthenticatedError('The signature does not hold for this request');
  }
  return { key, counter };
}

/**
 * Reads what a signed request says of its key.
 * @throws UnauthenticatedError when it is not written as it should be.
 */
export function readSignature(headers: IncomingHttpHeaders): { keyId: string; counter: number } {
  const keyId = headerOf(headers, SIGNATURE_HEADERS.keyId);
  const counterText = headerOf(headers, SIGNATURE_HEADERS.counter);
  const counter = /^[1-9]\d{0,15}$/.test(counterText) ? Number(counterText) : Number.NaN;
  if (!/^[A-Za-z0-9_-]{43}$/.test(keyId) || !Number.isSafeInteger(counter)) {
    throw new UnauthenticatedError(
      `A signed request needs ${SIGNATURE_HEADERS.keyId}, ${SIGNATURE_HEADERS.counter} and ${SIGNATURE_HEADERS.signature}`,
    );
  }
  return { keyId, counter };
}

/** @throws UnauthenticatedError always */
export function refuseUnknownKey(): never {
  throw new UnauthenticatedError('This key is not known here: enrol the agent with a token');
}

/**
 * Takes the counter of a request, in the transaction that stores what the request says: what comes again, or late, changes
 * nothing.
 * @throws ForbiddenError when the key may not report; ConflictError when the counter is not above the last one.
 */
export async function claimCounter(statements: Statements, proof: Proof): Promise<StoredKey> {
  const key = await findKeyForUse(statements, proof.key.keyId);
  requireActive(key);
  if (proof.counter <= key.counter) {
    throw new ConflictError(
      `The counter ${proof.counter} of this request is not above ${key.counter}: it was sent before, or overtaken`,
    );
  }
  await keepCounter(statements, key.id, proof.counter);
  return key;
}

/** @throws ForbiddenError where the database has no place for keys, as a real OCS server's. */
export function requireKeys(store: Store): void {
  if (!store.keepsKeys) {
    throw new ForbiddenError(
      'This inventory database belongs to an OCS server and has no place for keys of agents: report without one',
    );
  }
}

function requireActive(key: StoredKey | undefined): asserts key is StoredKey {
  if (key?.state === 'active') {
    return;
  }
  if (key?.state === 'pending') {
    throw new ForbiddenError(
      `This key waits for a person to approve it: ${key.reason ?? 'no reason is kept'}`,
    );
  }
  const because = {
    revoked: 'This key has been revoked',
    replaced: 'This key has been replaced by another one of its agent',
    released: 'This key has been released: enrol the agent anew',
  };
  throw new ForbiddenError(key === undefined ? 'This key is gone' : because[key.state]);
}

function headerOf(headers: IncomingHttpHeaders, name: string): string {
  const value = headers[name];
  return typeof value === 'string' ? value : '';
}
