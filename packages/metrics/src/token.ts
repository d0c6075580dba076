import { createHash, timingSafeEqual } from 'node:crypto';

/** Whether an `Authorization` header carries one of the tokens; how long it takes tells nothing of them. */
export function carriesToken(authorization: string | undefined, tokens: readonly string[]): boolean {
  const given = digestOf(authorization ?? '');
  return tokens.map((token) => timingSafeEqual(given, digestOf(`Bearer ${token}`))).includes(true);
}

/** Of one length, whatever was given. */
function digestOf(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
