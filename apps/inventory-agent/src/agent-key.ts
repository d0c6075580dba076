import { createPrivateKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { formatPublicKey, SIGNATURE_HEADERS, signedText, signText, toKeyId } from '@popis/inventory-format';

/** The key by which one server knows this host, as it is kept: in a file that only its owner may read. */
export interface StoredKey {
  /** PKCS #8, PEM. */
  privateKey: string;
  /** Of the last request that was signed. */
  counter: number;
  /** The server has answered that it took the key. */
  isEnrolled: boolean;
  /** Key that is to take its place, while the server has not answered that it did. */
  nextPrivateKey?: string;
}

/** Where the key for one server is kept. */
export interface KeyStore {
  readKey(serverUrl: string): Promise<StoredKey | undefined>;
  writeKey(serverUrl: string, key: StoredKey): Promise<void>;
}

/** Signs what is sent; the headers to be sent with it. */
export type Signer = (request: {
  method: string;
  path: string;
  body: Uint8Array;
}) => Promise<Record<string, string>>;

/** A new key. */
export function makePrivateKey(): string {
  const { privateKey } = generateKeyPairSync('ed25519');
  return String(privateKey.export({ type: 'pkcs8', format: 'pem' }));
}

/** A key as it is used: its private half, and how its public half is written and named. */
export function openKey(privateKey: string): { privateKey: KeyObject; publicKey: string; keyId: string } {
  const opened = createPrivateKey(privateKey);
  const publicKey = formatPublicKey(opened);
  return { privateKey: opened, publicKey, keyId: toKeyId(publicKey) };
}

/**
 * A counter above the last. It follows the clock where it can, so that a state folder that was restored from a copy does
 * not fall behind what the server has seen.
 */
export function nextCounter(last: number, nowMs: number): number {
  return Math.max(last + 1, nowMs);
}

/** Signs with the stored key. The counter is kept before it is used: a request that was broken off has used it up. */
export function createSigner(store: KeyStore, serverUrl: string): Signer {
  return async (request) => {
    const stored = await store.readKey(serverUrl);
    if (stored === undefined) throw new Error(`the key for ${serverUrl} is gone from the state folder`);
    const counter = nextCounter(stored.counter, Date.now());
    await store.writeKey(serverUrl, { ...stored, counter });
    const { privateKey, keyId } = openKey(stored.privateKey);
    return {
      [SIGNATURE_HEADERS.keyId]: keyId,
      [SIGNATURE_HEADERS.counter]: String(counter),
      [SIGNATURE_HEADERS.signature]: signText(privateKey, signedText({ ...request, keyId, counter })),
    };
  };
}
