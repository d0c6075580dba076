import { createHash, createPublicKey, type KeyObject, sign, verify } from 'node:crypto';

/** Headers of a signed request, in lower case. */
export const SIGNATURE_HEADERS = {
  keyId: 'popis-key',
  counter: 'popis-counter',
  signature: 'popis-signature',
} as const;

/** Where an agent shows its key for the first time, and changes it; below the endpoint for reports. */
export const ENROL_PATH = '/enrol';
export const ROTATE_PATH = '/rotate-key';

/** What a signature speaks for. */
export interface SignedRequest {
  method: string;
  /** Path and query, as they stand in the request. */
  path: string;
  keyId: string;
  /** Grows with every request of a key. */
  counter: number;
  body: Uint8Array;
}

/** The public half of an Ed25519 key as it is sent and stored: its 32 bytes, base64url. */
export function formatPublicKey(key: KeyObject): string {
  const { x } = (key.type === 'public' ? key : createPublicKey(key)).export({ format: 'jwk' });
  return String(x);
}

/** The Ed25519 key that a text stands for; undefined when it stands for none. */
export function parsePublicKey(text: string): KeyObject | undefined {
  if (!/^[A-Za-z0-9_-]{43}$/.test(text)) {
    return undefined;
  }
  try {
    return createPublicKey({ format: 'jwk', key: { kty: 'OKP', crv: 'Ed25519', x: text } });
  } catch {
    return undefined;
  }
}

/** How a key is named: the digest of its text. */
export function toKeyId(publicKey: string): string {
  return createHash('sha256').update(publicKey).digest('base64url');
}

/** What is signed when a request is sent with a key. */
export function signedText({ method, path, keyId, counter, body }: SignedRequest): string {
  return ['popis-request-1', method, path, keyId, counter, sha256(body)].join('\n');
}

/** What a new key signs to show that its private half is at hand: for a token, or in place of an older key. */
export function introductionText(deviceId: string, publicKey: string, secret: string): string {
  return ['popis-introduction-1', deviceId, publicKey, sha256(secret)].join('\n');
}

/** Signs a text; base64url. */
export function signText(privateKey: KeyObject, text: string): string {
  return sign(null, Buffer.from(text), privateKey).toString('base64url');
}

/** Whether the key made this signature of this text. */
export function verifyText(publicKey: string, text: string, signature: string): boolean {
  const key = parsePublicKey(publicKey);
  return (
    key !== undefined &&
    /^[A-Za-z0-9_-]{86}$/.test(signature) &&
    verify(null, Buffer.from(text), key, Buffer.from(signature, 'base64url'))
  );
}

function sha256(bytes: string | Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
