import { InvalidInputError } from '@popis/errors';

/** Encodings that a file may have. */
export const encodings = ['utf-8', 'utf-16le', 'utf-16be', 'windows-1250', 'windows-1252'] as const;
export type Encoding = (typeof encodings)[number];

/** Bytes that are č ć đ ľ ł ř ů ě ą ę and their capitals in windows-1250, and rare or no letters in windows-1252. */
const central = new Set([0xe8, 0xe6, 0xf0, 0xc8, 0xc6, 0xd0, 0xbe, 0xb3, 0xf8, 0xf9, 0xec, 0xb9, 0xea, 0x9d]);
/** Bytes that are à â ã å ï ñ ò û and the like in windows-1252, and rare letters in windows-1250. */
const western = new Set([0xe0, 0xe2, 0xe3, 0xe5, 0xef, 0xf1, 0xf2, 0xfb, 0xe9, 0xe7, 0xc0, 0xc5, 0xd1, 0xd8]);

/**
 * Tells the encoding of a file from its beginning: by its mark, else UTF-8 if it is valid as such, else the code page whose letters
 * the bytes are more like. The last is a guess, which the sender can spare us by naming the encoding.
 */
export function detectEncoding(start: Buffer): Encoding {
  if (start[0] === 0xff && start[1] === 0xfe) return 'utf-16le';
  if (start[0] === 0xfe && start[1] === 0xff) return 'utf-16be';
  if (isUtf8(start)) return 'utf-8';
  let balance = 0;
  for (const byte of start) {
    if (central.has(byte)) balance += 1;
    if (western.has(byte)) balance -= 1;
  }
  return balance > 0 ? 'windows-1250' : 'windows-1252';
}

function isUtf8(start: Buffer): boolean {
  try {
    // As a stream, so that a character cut off at the end is no fault.
    new TextDecoder('utf-8', { fatal: true }).decode(start, { stream: true });
    return true;
  } catch {
    return false;
  }
}

/**
 * The text of bytes as they come in, without a byte order mark. Bytes that the encoding does not have are refused, or else `marked`
 * in the text by U+FFFD.
 */
export async function* decode(
  chunks: AsyncIterable<Buffer>,
  wanted: Encoding | undefined,
  unreadable: 'refused' | 'marked' = 'refused',
): AsyncGenerator<string> {
  let decoder: InstanceType<typeof TextDecoder> | undefined;
  try {
    for await (const chunk of chunks) {
      decoder ??= new TextDecoder(wanted ?? detectEncoding(chunk), { fatal: unreadable === 'refused' });
      yield decoder.decode(chunk, { stream: true });
    }
    yield decoder?.decode() ?? '';
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    const message = `has bytes that are not ${decoder?.encoding ?? 'text'}; name its encoding`;
    throw new InvalidInputError('The file cannot be read', [{ path: 'file', message }], { cause: error });
  }
}
