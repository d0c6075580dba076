import { ConflictError, type Fault, ForbiddenError, InvalidInputError } from '@popis/errors';
import { introductionText, isDeviceId, parsePublicKey, toKeyId, verifyText } from '@popis/inventory-format';
import { log } from '../logger.ts';
import type { Store } from '../store.ts';
import { claimCounter, type Proof, requireKeys } from './authenticate.ts';
import { findTokenFault, type KeyState, type Machine, planEnrolment, toMachine } from './enrolment-rules.ts';
import { changeState, findKey, insertKey, listKeysOfMachine } from './key.repository.ts';
import { findTokenForUse, hashToken, useToken } from './token.repository.ts';

/** What an agent shows to be let in. */
export interface Introduction {
  token: string;
  publicKey: string;
  machine: Machine;
}

/** What an agent is told of its key. */
export interface EnrolmentAnswer {
  keyId: string;
  state: KeyState;
  /** Why a person has to look at it. */
  reason: string | null;
}

/**
 * Reads what an agent shows.
 * @throws InvalidInputError naming all faults.
 */
export function parseIntroduction(body: unknown): Introduction {
  const faults: Fault[] = [];
  const read = (name: string, longest: number, isMandatory = true): string => {
    const value: unknown = Object(body)[name];
    const isText = typeof value === 'string' && value.length <= longest && !/\p{Cc}/u.test(value);
    if (isText && (value !== '' || !isMandatory)) {
      return value;
    }
    if (value !== undefined || isMandatory) {
      faults.push({
        path: name,
        message: `must be a text of at most ${longest} characters, none of them a control character`,
      });
    }
    return '';
  };
  const given = {
    token: read('token', 200),
    deviceId: read('deviceId', 255),
    publicKey: read('publicKey', 43),
    signature: read('signature', 86),
    serial: read('serial', 255, false),
    uuid: read('uuid', 255, false),
  };
  if (faults.length === 0) {
    if (!isDeviceId(given.deviceId)) {
      faults.push({ path: 'deviceId', message: 'must be name-YYYY-MM-DD-hh-mm-ss' });
    }
    if (parsePublicKey(given.publicKey) === undefined) {
      faults.push({ path: 'publicKey', message: 'must be the 32 bytes of an Ed25519 key, base64url' });
    } else if (
      !verifyText(
        given.publicKey,
        introductionText(given.deviceId, given.publicKey, given.token),
        given.signature,
      )
    ) {
      faults.push({ path: 'signature', message: 'was not made by this key for this device and token' });
    }
  }
  if (faults.length > 0) {
    throw new InvalidInputError('The enrolment has faults', faults);
  }
  return { token: given.token, publicKey: given.publicKey, machine: toMachine(given) };
}

/**
 * Takes in a key by a token. An agent that did not get the answer asks again with the same key: that uses up nothing.
 * @throws ForbiddenError when the token opens nothing.
 */
export async function enrolAgent(
  store: Store,
  { token, publicKey, machine }: Introduction,
): Promise<EnrolmentAnswer> {
  requireKeys(store);
  const keyId = toKeyId(publicKey);
  // One at a time, so that of two keys for one machine the second sees the first; reports of the device wait as well.
  const answer = await store.database.transaction(
    ['enrolment', `device:${machine.deviceId}`],
    async (statements) => {
      const stored = await findTokenForUse(statements, hashToken(token));
      const known = await findKey(statements, keyId);
      if (known !== undefined && stored !== undefined && known.deviceId === machine.deviceId) {
        return { keyId, state: known.state, reason: known.reason };
      }
      const fault = findTokenFault(stored, Date.now());
      if (stored === undefined || fault !== undefined) {
        throw new ForbiddenError(fault ?? 'The enrolment token is not known here');
      }
      if (known !== undefined) {
        throw new ConflictError('This key belongs to another DEVICEID');
      }
      const plan = planEnrolment(stored.approval, machine, await listKeysOfMachine(statements, machine));
      await useToken(statements, stored.id);
      await insertKey(statements, {
        ...machine,
        ...plan,
        keyId,
        publicKey,
        hardwareId: null,
        tag: stored.tag,
        tokenId: stored.id,
      });
      return { keyId, ...plan };
    },
  );
  log.info({ deviceId: machine.deviceId, keyId, state: answer.state }, 'agent enrolled');
  return answer;
}

/**
 * Puts a new key in the place of the one that signs the request. An agent that did not get the answer asks again: the key
 * is then replaced already, by the same one.
 * @throws InvalidInputError when the new key did not sign; ForbiddenError, ConflictError as for every signed request.
 */
export async function rotateKey(store: Store, proof: Proof, body: unknown): Promise<EnrolmentAnswer> {
  const { publicKey, signature } = Object(body) as Record<string, unknown>;
  const { key } = proof;
  if (
    typeof publicKey !== 'string' ||
    typeof signature !== 'string' ||
    !verifyText(publicKey, introductionText(key.deviceId, publicKey, key.keyId), signature)
  ) {
    throw new InvalidInputError('The new key has faults', [
      { path: 'signature', message: 'was not made by publicKey for this device and its present key' },
    ]);
  }
  const keyId = toKeyId(publicKey);
  if (key.state === 'replaced' && key.successor === keyId) {
    return { keyId, state: 'active', reason: null };
  }
  await store.database.transaction(['enrolment', `device:${key.deviceId}`], async (statements) => {
    const current = await claimCounter(statements, proof);
    if ((await findKey(statements, keyId)) !== undefined) {
      throw new ConflictError('The new key is known already');
    }
    await changeState(statements, current.id, 'replaced', { successor: keyId });
    await insertKey(statements, {
      ...current,
      keyId,
      publicKey,
      state: 'active',
      reason: null,
      tokenId: null,
    });
  });
  log.info({ deviceId: key.deviceId, keyId, replaced: key.keyId }, 'key of an agent replaced');
  return { keyId, state: 'active', reason: null };
}
