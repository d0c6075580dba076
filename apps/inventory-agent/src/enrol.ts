import { ENROL_PATH, introductionText, ROTATE_PATH, signText } from '@popis/inventory-format';
import { createLogger } from '@popis/runtime';
import { createSigner, type KeyStore, makePrivateKey, openKey, type Signer } from './agent-key.ts';
import type { ServerClient } from './server-client.ts';

const log = createLogger('enrol');

/** What getting a key accepted needs to know. */
export interface EnrolmentRequest {
  serverUrl: string;
  deviceId: string;
  /** Opens the server to a new key; absent = there is none to be had. */
  token?: string;
  /** Put a new key in the place of the present one. */
  rotates: boolean;
}

/** Serial number and UUID of this machine, where they could be read. */
export interface MachineFacts {
  serial?: string;
  uuid?: string;
}

/**
 * Sees to the key for a server: enrols a new one where there is a token, and puts another in its place where that is asked
 * for, or was begun before. Gives what signs requests, or undefined where this host has no key and none to be had.
 */
export async function settleKey(
  client: Pick<ServerClient, 'sendJson'>,
  store: KeyStore,
  request: EnrolmentRequest,
  readMachine: () => Promise<MachineFacts>,
): Promise<Signer | undefined> {
  const { serverUrl, token } = request;
  const stored = await store.readKey(serverUrl);
  const signer = createSigner(store, serverUrl);
  if (stored?.isEnrolled !== true) {
    if (token === undefined) return undefined;
    await enrol(client, store, { ...request, token }, await readMachine());
    return signer;
  }
  if (request.rotates || stored.nextPrivateKey !== undefined) await rotate(client, store, request, signer);
  return signer;
}

async function enrol(
  client: Pick<ServerClient, 'sendJson'>,
  store: KeyStore,
  { serverUrl, deviceId, token }: EnrolmentRequest & { token: string },
  machine: MachineFacts,
): Promise<void> {
  // Kept before it is shown: when the answer is lost, the same key asks again.
  const stored = (await store.readKey(serverUrl)) ?? {
    privateKey: makePrivateKey(),
    counter: 0,
    isEnrolled: false,
  };
  await store.writeKey(serverUrl, stored);
  const { privateKey, publicKey, keyId } = openKey(stored.privateKey);
  const signature = signText(privateKey, introductionText(deviceId, publicKey, token));
  const answer = await client.sendJson(ENROL_PATH, { token, deviceId, publicKey, signature, ...machine });
  await store.writeKey(serverUrl, { ...stored, isEnrolled: true });
  const { state, reason } = Object(answer) as Record<string, unknown>;
  if (state === 'active') log.info({ keyId }, 'enrolled');
  else log.warn({ keyId, state, reason }, 'enrolled, and waiting for a person to approve the key');
}

async function rotate(
  client: Pick<ServerClient, 'sendJson'>,
  store: KeyStore,
  { serverUrl, deviceId }: EnrolmentRequest,
  signer: Signer,
): Promise<void> {
  const stored = await store.readKey(serverUrl);
  if (stored === undefined) return;
  const nextPrivateKey = stored.nextPrivateKey ?? makePrivateKey();
  await store.writeKey(serverUrl, { ...stored, nextPrivateKey });
  const next = openKey(nextPrivateKey);
  const present = openKey(stored.privateKey).keyId;
  const signature = signText(next.privateKey, introductionText(deviceId, next.publicKey, present));
  await client.sendJson(ROTATE_PATH, { publicKey: next.publicKey, signature }, signer);
  await store.writeKey(serverUrl, { privateKey: nextPrivateKey, counter: 0, isEnrolled: true });
  log.info({ keyId: next.keyId, replaced: present }, 'the key was replaced');
}
