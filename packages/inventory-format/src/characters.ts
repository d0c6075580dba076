import { isUtf8 } from 'node:buffer';

/** A decoded document that holds only what XML 1.0 allows. */
export interface DecodedText {
  text: string;
  /** Characters that XML forbids and that were replaced by U+FFFD. */
  replaced: number;
}

const WINDOWS_1252_HIGH = '€\u{81}‚ƒ„…†‡ˆ‰Š‹Œ\u{8d}Ž\u{8f}\u{90}‘’“”•–—˜™š›œ\u{9d}žŸ';
/** Everything but https://www.w3.org/TR/xml/#NT-Char; lone surrogates included. */
const FORBIDDEN = /[^\t\n\r\x20-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu;
/** The same with halves of surrogate pairs, which proper characters have too: found three times as fast. */
const SUSPICIOUS = /[^\t\n\r\x20-\ud7ff\ue000-\ufffd]/;
const REFERENCE = /&#(?:x([0-9a-f]{1,8})|([0-9]{1,10}));/gi;
const REPLACEMENT = '\ufffd';

/**
 * Decodes a document: byte order mark, then the declared encoding, then strict UTF-8, then windows-1252
 * (https://www.w3.org/TR/xml/#sec-guessing). Line ends become `\n`; characters and character references
 * that XML 1.0 forbids, which real agents send, are replaced and counted.
 */
export function decodeDocument(bytes: Uint8Array): DecodedText {
  return cleanText(decode(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)));
}

/** Replaces what XML 1.0 forbids in a text. */
export function cleanText(raw: string): DecodedText {
  let text = raw.includes('\r') ? raw.replace(/\r\n?/g, '\n') : raw;
  let replaced = 0;
  if (SUSPICIOUS.test(text)) {
    text = text.replace(FORBIDDEN, () => {
      replaced += 1;
      return REPLACEMENT;
    });
  }
  if (text.includes('&#')) {
    text = text.replace(REFERENCE, (reference, hex: string | undefined, decimal: string | undefined) => {
      if (isAllowed(hex === undefined ? Number(decimal) : Number.parseInt(hex, 16))) {
        return reference;
      }
      replaced += 1;
      return REPLACEMENT;
    });
  }
  return { text, replaced };
}

/** Whether XML 1.0 allows this code point (https://www.w3.org/TR/xml/#NT-Char). */
export function isAllowed(code: number): boolean {
  if (code < 0x20) {
    return code === 0x9 || code === 0xa || code === 0xd;
  }
  return code <= 0xd7ff || (code >= 0xe000 && code <= 0xfffd) || (code >= 0x10000 && code <= 0x10ffff);
}

/** Whether these are the bytes of a document in UTF-8 without byte order mark, which can be decoded in pieces. */
export function isPlainUtf8(bytes: Buffer): boolean {
  const declared = bytes[0] === 0x3c && bytes[1] !== 0 ? (declaredEncoding(bytes) ?? 'utf-8') : undefined;
  return declared !== undefined && /^utf-?8$/.test(declared) && isUtf8(bytes);
}

function decode(bytes: Buffer): string {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) {
    return decodeUtf8(bytes.subarray(3));
  }
  if ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0x3c && bytes[1] === 0)) {
    return new TextDecoder('utf-16le').decode(bytes);
  }
  if ((bytes[0] === 0xfe && bytes[1] === 0xff) || (bytes[0] === 0 && bytes[1] === 0x3c)) {
    return new TextDecoder('utf-16be').decode(bytes);
  }
  const declared = declaredEncoding(bytes);
  if (declared === undefined || /^utf-?(8|16)$/.test(declared)) {
    return decodeUtf8(bytes);
  }
  if (/^(iso-?8859-?1|latin-?1|windows-1252|cp1252|us-ascii|ascii)$/.test(declared)) {
    return decodeWindows1252(bytes);
  }
  try {
    return new TextDecoder(declared).decode(bytes);
  } catch {
    return decodeUtf8(bytes);
  }
}

function declaredEncoding(bytes: Buffer): string | undefined {
  const head = bytes.toString('latin1', 0, 200);
  return /^\s*<\?xml[^>]*?\sencoding\s*=\s*["']([\w.:-]+)["']/i.exec(head)?.[1]?.toLowerCase();
}

function decodeUtf8(bytes: Buffer): string {
  return isUtf8(bytes) ? bytes.toString('utf8') : decodeWindows1252(bytes);
}

/** Not by TextDecoder: some versions of Node decode the label windows-1252 as ISO-8859-1. */
function decodeWindows1252(bytes: Buffer): string {
  return bytes
    .toString('latin1')
    .replace(
      /[\u0080-\u009f]/g,
      (character) => WINDOWS_1252_HIGH[character.charCodeAt(0) - 0x80] ?? character,
    );
}
