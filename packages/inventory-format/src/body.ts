import { promisify } from 'node:util';
import { deflate, deflateSync, gunzip, gunzipSync, gzip, gzipSync, inflate, inflateSync } from 'node:zlib';
import type { BodyLimits, Outcome } from './limits.ts';

const inflateAsync = promisify(inflate);
const gunzipAsync = promisify(gunzip);
const deflateAsync = promisify(deflate);
const gzipAsync = promisify(gzip);

/** How a body is packed: an RFC 1950 stream (what OCS agents send), gzip, or XML or JSON as it is. */
export type BodyForm = 'zlib' | 'gzip' | 'plain';

/** A body after unpacking, and the form the answer has to take. */
export interface UnpackedBody {
  form: BodyForm;
  bytes: Uint8Array;
}

const RATIO_FREE_BYTES = 1024 * 1024;
/** Most inventories fit into one chunk. */
const CHUNK_BYTES = 256 * 1024;
/**
 * Up to these, the way to the thread pool and back costs more than the work: a usual inventory takes 0.2 ms here and 0.4 ms
 * of processor time there, a PROLOG a tenth. Whatever a body claims, it is given up here after as much as an inventory takes.
 */
const AT_ONCE = { packedBytes: 64 * 1024, unpackedBytes: 512 * 1024 };

/** Unpacks a body within the limits; raw deflate is refused, as the OCS server does. */
export async function inflateBody(
  bytes: Uint8Array,
  limits: Pick<BodyLimits, 'compressedBytes' | 'inflatedBytes' | 'inflationRatio'>,
): Promise<Outcome<UnpackedBody>> {
  if (bytes.length > limits.compressedBytes) {
    return { accepted: false, fault: 'too-large' };
  }
  const form = bodyForm(bytes);
  if (form === undefined) {
    return { accepted: false, fault: 'not-inflatable' };
  }
  if (form === 'plain') {
    return { accepted: true, value: { form, bytes } };
  }

  const allowedByRatio = Math.max(RATIO_FREE_BYTES, bytes.length * limits.inflationRatio);
  const maxOutputLength = Math.min(limits.inflatedBytes, allowedByRatio);
  try {
    const inflated =
      unpackAtOnce(bytes, form, maxOutputLength) ?? (await unpackAside(bytes, form, maxOutputLength));
    return { accepted: true, value: { form, bytes: inflated } };
  } catch (error) {
    const tooLarge = error instanceof RangeError;
    return { accepted: false, fault: tooLarge ? 'too-large' : 'not-inflatable' };
  }
}

/** Unpacks what is small here and now; undefined when it is not. */
function unpackAtOnce(
  bytes: Uint8Array,
  form: Exclude<BodyForm, 'plain'>,
  limit: number,
): Uint8Array | undefined {
  if (bytes.length > AT_ONCE.packedBytes) {
    return undefined;
  }
  const unpack = form === 'zlib' ? inflateSync : gunzipSync;
  const maxOutputLength = Math.min(limit, AT_ONCE.unpackedBytes);
  try {
    return unpack(bytes, { maxOutputLength, chunkSize: chunkBytes(bytes.length) });
  } catch (error) {
    if (error instanceof RangeError && maxOutputLength < limit) {
      return undefined;
    }
    throw error;
  }
}

/** A chunk is allocated whole, however little comes of it. */
function chunkBytes(packedBytes: number): number {
  return packedBytes > 1024 ? CHUNK_BYTES : 16 * 1024;
}

async function unpackAside(
  bytes: Uint8Array,
  form: Exclude<BodyForm, 'plain'>,
  maxOutputLength: number,
): Promise<Uint8Array> {
  const unpack = form === 'zlib' ? inflateAsync : gunzipAsync;
  return await unpack(bytes, { maxOutputLength, chunkSize: CHUNK_BYTES });
}

/** Packs text in a form; an answer takes the form of its request. */
export async function deflateBody(text: string, form: BodyForm): Promise<Uint8Array> {
  const bytes = Buffer.from(text, 'utf8');
  if (form === 'plain') {
    return bytes;
  }
  if (bytes.length <= AT_ONCE.packedBytes) {
    return form === 'zlib' ? deflateSync(bytes) : gzipSync(bytes);
  }
  return form === 'zlib' ? deflateAsync(bytes) : gzipAsync(bytes);
}

/** The form a body has by its first bytes, or undefined when it is none of ours. */
export function bodyForm(bytes: Uint8Array): BodyForm | undefined {
  const first = bytes[0] ?? 0;
  const second = bytes[1] ?? 0;
  // RFC 1950: method 8 in the low nibble, and both bytes together divide by 31.
  if ((first & 0x0f) === 8 && first >> 4 <= 7 && ((first << 8) | second) % 31 === 0) {
    return 'zlib';
  }
  if (first === 0x1f && second === 0x8b) {
    return 'gzip';
  }
  const head = Buffer.from(bytes.subarray(0, 64)).toString('latin1').replaceAll('\0', '');
  return /^(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)?\s*(?:<\?xml|\{)/i.test(head) ? 'plain' : undefined;
}
