import { createHash, randomBytes } from 'node:crypto';
import { hash, verify } from '@node-rs/argon2';

/** Least length of a password, in characters. */
export const shortestPassword = 10;

// OWASP's second choice for argon2id; the library's default algorithm is argon2id.
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** A secret that cannot be guessed, 256 bits, for URLs and headers. */
export function makeSecret(prefix = ''): string {
  return prefix + randomBytes(32).toString('base64url');
}

/** How a secret that cannot be guessed is stored: plain SHA-256 is enough, since there is nothing to try out. */
export function hashSecret(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}

/** How a password is stored: argon2id with a salt of its own. */
export async function hashPassword(password: string): Promise<string> {
  return hash(password.normalize('NFC'), cost);
}

let dummyHash: Promise<string> | undefined;

/** Compares a password. An account without one takes as long as an account with one, so time tells nothing. */
export async function isPassword(password: string, stored: string | null): Promise<boolean> {
  dummyHash ??= hashPassword(makeSecret());
  const isRight = await verify(stored ?? (await dummyHash), password.normalize('NFC'));
  return isRight && stored !== null;
}
