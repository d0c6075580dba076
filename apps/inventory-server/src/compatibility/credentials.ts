import { createHash, timingSafeEqual } from 'node:crypto';
import { type Fault, InvalidInputError } from '@popis/errors';

/** Users and passwords of plain agents; only what cannot be turned back is kept. */
export interface Credentials {
  /** Whether an `Authorization` header gives one of them. Takes as long whichever it is, and when it is none. */
  accept(authorization: string | undefined): boolean;
}

/** The realm of OCS's own example of a server's configuration: its agents give a password to the realm they are told. */
export const BASIC_CHALLENGE = 'Basic realm="OCS Inventory agent area", charset="UTF-8"';

/** Nobody is accepted. */
export const NO_CREDENTIALS: Credentials = { accept: () => false };

const SCHEME = /^basic +([A-Za-z0-9+/]+={0,2}) *$/i;

/**
 * Reads credentials: one `user:password` a line, lines that begin with `#` aside.
 * @throws InvalidInputError naming every line that is none, and never what it holds.
 */
export function parseCredentials(text: string): Credentials {
  const faults: Fault[] = [];
  const known: Buffer[] = [];
  for (const [index, given] of text.split('\n').entries()) {
    const line = given.replace(/\r$/, '');
    if (line.trim() === '' || line.startsWith('#')) {
      continue;
    }
    if (/^[^:]+:.+$/.test(line)) {
      known.push(digest(line));
    } else {
      faults.push({ path: `line ${index + 1}`, message: 'must be user:password' });
    }
  }
  if (known.length === 0 && faults.length === 0) {
    faults.push({ path: 'line 1', message: 'must be user:password' });
  }
  if (faults.length > 0) {
    throw new InvalidInputError('The credentials of plain agents have faults', faults);
  }
  return { accept: (authorization) => isAnyOf(known, authorization) };
}

function isAnyOf(known: readonly Buffer[], authorization: string | undefined): boolean {
  const encoded = SCHEME.exec(authorization ?? '')?.[1];
  const given = digest(Buffer.from(encoded ?? '', 'base64'));
  let isKnown = false;
  for (const each of known) {
    // Compared to the end, and with each: how long it takes tells nothing.
    isKnown = timingSafeEqual(each, given) || isKnown;
  }
  return isKnown && encoded !== undefined;
}

function digest(value: string | Uint8Array): Buffer {
  return createHash('sha256').update(value).digest();
}
