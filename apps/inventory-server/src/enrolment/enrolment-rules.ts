import { canonicalUuid, normaliseSerial, normaliseUuid } from '@popis/identification';

/** How keys that come with a token are taken: as they come, or each by a person. */
export type Approval = 'automatic' | 'review';

/** What became of a key. Only an `active` one may report; a device with an `active` or `revoked` one owns a key. */
export type KeyState = 'pending' | 'active' | 'revoked' | 'replaced' | 'released';

/** What an agent says of its machine when it shows its key, in the form in which it is compared. */
export interface Machine {
  deviceId: string;
  serial: string | null;
  uuid: string | null;
}

/** The machine that an agent says it runs on; what tells nothing, as `To Be Filled By O.E.M.`, is left out. */
export function toMachine(given: { deviceId: string; serial?: string; uuid?: string }): Machine {
  const uuid = normaliseUuid(given.uuid);
  return {
    deviceId: given.deviceId,
    serial: normaliseSerial(given.serial),
    uuid: uuid === null ? null : canonicalUuid(uuid),
  };
}

/**
 * Decides whether a new key may report at once. A machine that is known under another key waits for a person, whatever the
 * token says: who holds a token must not become another's device. A machine that only plain agents spoke for has no key.
 */
export function planEnrolment(
  approval: Approval,
  machine: Machine,
  others: readonly Machine[],
): { state: 'active' | 'pending'; reason: string | null } {
  const names = { deviceId: 'DEVICEID', serial: 'serial number', uuid: 'UUID' } as const;
  const shared = (['deviceId', 'serial', 'uuid'] as const).filter((fact) =>
    others.some((other) => other[fact] !== null && other[fact] === machine[fact]),
  );
  if (shared.length > 0) {
    const reason = `another key is known for this ${shared.map((fact) => names[fact]).join(', ')}`;
    return { state: 'pending', reason };
  }
  return approval === 'review'
    ? { state: 'pending', reason: 'its token asks for a review of each key' }
    : { state: 'active', reason: null };
}

/** Why a token opens nothing; undefined when it does. */
export function findTokenFault(
  token: { usesLeft: number; expiresAt: number; isRevoked: boolean } | undefined,
  now: number,
): string | undefined {
  if (token === undefined) {
    return 'The enrolment token is not known here';
  }
  if (token.isRevoked) {
    return 'The enrolment token has been revoked';
  }
  if (token.expiresAt <= now) {
    return 'The enrolment token has expired';
  }
  return token.usesLeft > 0 ? undefined : 'The enrolment token has been used up';
}
