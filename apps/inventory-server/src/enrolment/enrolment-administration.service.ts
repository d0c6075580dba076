import { ConflictError, NotFoundError } from '@popis/errors';
import type {
  AgentKeyAnswer,
  AnswerOf,
  InputOf,
  KeyDecision,
  Operations,
} from '@popis/inventory-administration';
import type { AdminCaller } from '../admin/administration.ts';
import { log } from '../logger.ts';
import type { Store } from '../store.ts';
import { findKeyAnswer, listKeyPage } from './agent-keys.read-model.ts';
import {
  approveKey,
  createToken,
  listEnrolmentTokens,
  refuseKey,
  releaseKey,
  requireKeyTables,
  revokeEnrolmentToken,
  revokeKey,
} from './enrolment.service.ts';

type NewToken = AnswerOf<Operations['createEnrolmentToken']>;
type TokenItem = AnswerOf<Operations['listEnrolmentTokens']>['items'][number];

const HOUR_MS = 3_600_000;
const DECISIONS = { accept: approveKey, refuse: refuseKey, revoke: revokeKey, release: releaseKey } as const;

/** All tokens, without what would open anything. */
export async function listTokens(store: Store): Promise<TokenItem[]> {
  const tokens = await listEnrolmentTokens(store);
  return tokens.map((token) => ({ ...token, expiresAt: new Date(token.expiresAt).toISOString() }));
}

/** Makes a token for somebody. */
export async function makeToken(
  store: Store,
  caller: AdminCaller,
  { label = '', tag = null, uses, hours, approval }: TokenWish,
): Promise<NewToken> {
  const expiresAt = Date.now() + hours * HOUR_MS;
  const { id, token } = await createToken(store, { label, tag, uses, approval, expiresAt });
  log.info({ ...caller, tokenId: id, uses, hours, approval }, 'enrolment token made');
  return { id, token, expiresAt: new Date(expiresAt).toISOString() };
}

type TokenWish = Pick<InputOf<Operations['createEnrolmentToken']>['body'], 'uses' | 'hours' | 'approval'> & {
  label?: string | undefined;
  tag?: string | null | undefined;
};

/** Ends a token for somebody. @throws NotFoundError */
export async function withdrawToken(store: Store, caller: AdminCaller, id: number): Promise<void> {
  await revokeEnrolmentToken(store, id);
  log.info({ ...caller, tokenId: id }, 'enrolment token withdrawn');
}

/** A page of keys of agents. */
export async function listAgentKeyPage(
  store: Store,
  filter: InputOf<Operations['listAgentKeys']>['query'],
): Promise<AnswerOf<Operations['listAgentKeys']>> {
  requireKeyTables(store);
  return await listKeyPage(store, filter);
}

/** Does with a key what a person decided. @throws NotFoundError, and ConflictError when it is in no state for that. */
export async function decideKey(
  store: Store,
  caller: AdminCaller,
  keyId: string,
  { decision, reason }: { decision: KeyDecision; reason?: string | undefined },
): Promise<AgentKeyAnswer> {
  await DECISIONS[decision](store, keyId, reason);
  log.info({ ...caller, keyId, decision, reason }, 'key of an agent decided');
  return await getKey(store, keyId);
}

/**
 * Makes a token for an agent whose key is lost or not trusted any more; one that works puts another in its place itself. What
 * is shown with it waits for a person, and the key stays in force until then.
 */
export async function rotateKeyOf(
  store: Store,
  caller: AdminCaller,
  keyId: string,
  hours: number,
): Promise<NewToken> {
  requireKeyTables(store);
  const { state, tag, deviceId } = await getKey(store, keyId);
  if (state !== 'active' && state !== 'revoked') {
    throw new ConflictError(`The key is ${state}, not active or revoked`, { current: state });
  }
  const label = `another key for ${deviceId}`.slice(0, 255);
  return await makeToken(store, caller, { label, tag, uses: 1, hours, approval: 'review' });
}

async function getKey(store: Store, keyId: string): Promise<AgentKeyAnswer> {
  const key = await findKeyAnswer(store, keyId);
  if (key === undefined) {
    throw new NotFoundError(`There is no key ${keyId}`);
  }
  return key;
}
