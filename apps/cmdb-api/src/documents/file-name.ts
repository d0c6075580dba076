import { InvalidInputError } from '@popis/errors';

/** What common file systems can hold. */
const LIMIT_BYTES = 255;

// Control characters, and those that reverse the order in which a name is shown (`gpj.exe`).
const UNSAFE = /[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069\ufeff]/gu;

/**
 * The name of an uploaded file: as given, in Unicode's composed form, without folders and characters that cannot be seen.
 * Throws `InvalidInputError` when no name is left or it is longer than 255 bytes.
 */
export function cleanFileName(given: string | undefined): string {
  const base = (given ?? '').split(/[/\\]/).at(-1) ?? '';
  const name = base.normalize('NFC').toWellFormed().replace(UNSAFE, '').trim();
  if (name === '' || name === '.' || name === '..') throw refused('must not be empty');
  if (Buffer.byteLength(name) > LIMIT_BYTES) throw refused(`must have at most ${LIMIT_BYTES} bytes in UTF-8`);
  return name;
}

function refused(message: string): InvalidInputError {
  return new InvalidInputError(`The file name ${message}`, [
    { path: 'file', message: `its name ${message}` },
  ]);
}

/** The header that makes a browser store a file under its name and never show it (RFC 6266, RFC 8187). */
export function formatAttachment(name: string): string {
  const plain = name.replace(/[^\x20-\x7e]|["\\%]/g, '_');
  const encoded = encodeURIComponent(name).replace(/['()*]/g, toPercent);
  return `attachment; filename="${plain}"; filename*=UTF-8''${encoded}`;
}

function toPercent(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
}
