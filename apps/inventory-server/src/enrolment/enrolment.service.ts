import { randomBytes } from 'node:crypto';
import { ConflictError, NotFoundError } from '@popis/errors';
import type { Store } from '../store.ts';
import type { Approval, KeyState } from './enrolment-rules.ts';
import { changeState, findKeyForUse, listKeys, listKeysOfMachine, type StoredKey } from './key.repository.ts';
import { hashToken, insertToken, listTokens, revokeToken, type StoredToken } from './token.repository.ts';

/** What a token opens. */
export interface TokenTerms {
  label: string;
  /** How many agents may enrol with it. */
  uses: number;
  /** In ms since 1970. */
  expiresAt: number;
  /** TAG of the devices; null = what they say. */
  tag: string | null;
  approval: Approval;
}

/** @throws NotFoundError where the database has no place for keys, as a real OCS server's. */
export function requireKeyTables(store: Store): void {
  if (!store.keepsKeys) {
    throw new NotFoundError(
      'This inventory database belongs to an OCS server and has no place for keys of agents',
    );
  }
}

/** Makes a token; it is shown this once, and only its digest is kept. */
export async function createToken(store: Store, terms: TokenTerms): Promise<{ id: number; token: string }> {
  requireKeyTables(store);
  const token = randomBytes(32).toString('base64url');
  const id = await insertToken(store.database.statements, { ...terms, hash: hashToken(token) });
  return { id, token };
}

/** All tokens, without what would open anything. */
export async function listEnrolmentTokens(store: Store): Promise<StoredToken[]> {
  requireKeyTables(store);
  return await listTokens(store.database.statements);
}

/** Ends a token; the keys that came with it stay. */
export async function revokeEnrolmentToken(store: Store, id: number): Promise<void> {
  requireKeyTables(store);
  const { statements, dialect } = store.database;
  if (!(await revokeToken(statements, dialect.now, id))) {
    throw new NotFoundError(`There is no enrolment token ${id}`);
  }
}

/** Keys of agents, all or those in one state. */
export async function listAgentKeys(store: Store, state?: KeyState): Promise<StoredKey[]> {
  requireKeyTables(store);
  return await listKeys(store.database.statements, state);
}

/** Lets a key that waits report; the other keys of the machine are released: it has been given a new one. */
export async function approveKey(store: Store, keyId: string, reason?: string): Promise<void> {
  await decide(store, keyId, ['pending'], async (statements, key) => {
    for (const other of await listKeysOfMachine(statements, key)) {
      if (other.id !== key.id) {
        await changeState(statements, other.id, 'released', { reason: `replaced by ${key.keyId}` });
      }
    }
    await changeState(statements, key.id, 'active', { reason: reason ?? null });
  });
}

/** Turns a key away that waits. It owns no device: it may have been shown for the device of another. */
export async function refuseKey(store: Store, keyId: string, reason = 'refused by a person'): Promise<void> {
  await decide(store, keyId, ['pending'], (statements, key) =>
    changeState(statements, key.id, 'released', { reason }),
  );
}

/** Ends a key. Its device still belongs to it: nobody reports for it until the key is released or another approved. */
export async function revokeKey(store: Store, keyId: string, reason?: string): Promise<void> {
  await decide(store, keyId, ['pending', 'active'], (statements, key) =>
    changeState(statements, key.id, 'revoked', { reason: reason ?? null }),
  );
}

/** Ends a key and lets go of its device: it may enrol anew, and plain agents may report for it. */
export async function releaseKey(store: Store, keyId: string, reason?: string): Promise<void> {
  await decide(store, keyId, ['pending', 'active', 'revoked'], (statements, key) =>
    changeState(statements, key.id, 'released', { reason: reason ?? null }),
  );
}

type Statements = Store['database']['statements'];

async function decide(
  store: Store,
  keyId: string,
  from: readonly KeyState[],
  change: (statements: Statements, key: StoredKey) => Promise<void>,
): Promise<void> {
  requireKeyTables(store);
  await store.database.transaction('enrolment', async (statements) => {
    const key = await findKeyForUse(statements, keyId);
    if (key === undefined) {
      throw new NotFoundError(`There is no key ${keyId}`);
    }
    if (!from.includes(key.state)) {
      throw new ConflictError(`The key is ${key.state}, not ${from.join(' or ')}`, { current: key.state });
    }
    await change(statements, key);
  });
}
