/** How many bytes from the beginning `toMediaType` looks at. */
export const SNIFFED_BYTES = 512;

const UNKNOWN = 'application/octet-stream';
const MEDIA_TYPE = /^[a-z0-9][a-z0-9!#$&^_.+-]{0,63}\/[a-z0-9][a-z0-9!#$&^_.+-]{0,63}$/;

/** Beginnings that tell a format; `covers` are declared types that such a beginning agrees with. */
const SIGNATURES: readonly { type: string; begins: Buffer; at?: number; covers?: RegExp }[] = [
  { type: 'application/pdf', begins: Buffer.from('%PDF-') },
  { type: 'image/png', begins: Buffer.from('\x89PNG\r\n\x1a\n', 'latin1') },
  { type: 'image/jpeg', begins: Buffer.from('\xff\xd8\xff', 'latin1') },
  { type: 'image/gif', begins: Buffer.from('GIF8') },
  { type: 'image/webp', begins: Buffer.from('WEBP'), at: 8 },
  {
    type: 'application/zip',
    begins: Buffer.from('PK\x03\x04', 'latin1'),
    covers: /^application\/(vnd\.|x-|epub\+zip|java-archive)/,
  },
  { type: 'application/gzip', begins: Buffer.from('\x1f\x8b', 'latin1'), covers: /^application\// },
  {
    type: 'application/x-ole-storage',
    begins: Buffer.from('\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1', 'latin1'),
    covers: /^application\/(msword|vnd\.)/,
  },
  { type: 'application/x-msdownload', begins: Buffer.from('MZ'), covers: /^application\// },
  { type: 'application/x-elf', begins: Buffer.from('\x7fELF', 'latin1'), covers: /^application\// },
];

/** Declared types that only a matching beginning makes believable. */
const NEEDS_SIGNATURE = new Set(SIGNATURES.map((signature) => signature.type));
const MARKUP =
  /^\s*(?:<\?xml[^>]*>\s*|<!--[\s\S]*?-->\s*)*<(?:!doctype\s+)?(html|svg|script|head|body|iframe)\b/i;

/**
 * The media type to record: what the bytes show, where they show anything; otherwise what the client declared, unless the
 * bytes would have to show it. It informs people; how a file is served never depends on it.
 */
export function toMediaType(declared: string | undefined, head: Buffer): string {
  const claimed = normalise(declared);
  const found = SIGNATURES.find(({ begins, at = 0 }) => head.subarray(at, at + begins.length).equals(begins));
  if (found !== undefined) {
    const agrees = !NEEDS_SIGNATURE.has(claimed) && found.covers?.test(claimed) === true;
    return agrees ? claimed : found.type;
  }
  const markup = MARKUP.exec(head.toString('latin1').replace(/^\xef\xbb\xbf/, ''))?.[1]?.toLowerCase();
  if (markup === 'svg') return 'image/svg+xml';
  if (markup !== undefined) return 'text/html';
  return NEEDS_SIGNATURE.has(claimed) ? UNKNOWN : claimed;
}

function normalise(declared: string | undefined): string {
  const type = (declared ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
  return MEDIA_TYPE.test(type) ? type : UNKNOWN;
}

/** Types that a browser may run; they are sent as plain bytes. */
const ACTIVE = /html|xml|script|flash|wasm/;

/** The `Content-Type` to send a recorded media type as: never one that a browser may run. */
export function toSentMediaType(mediaType: string): string {
  return ACTIVE.test(mediaType) ? UNKNOWN : mediaType;
}
