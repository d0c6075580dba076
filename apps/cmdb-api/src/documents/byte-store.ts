import type { Readable } from 'node:stream';

/** Where the bytes of one document version are kept: `<document id>/<version id>`, made here, never by a client. */
export type ByteKey = `${string}/${string}` & { readonly kind: 'ByteKey' };

const KEY = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

function isByteKey(text: string): text is ByteKey {
  return KEY.test(text);
}

/** Throws for anything but two ids: no path can come out of it that leads elsewhere. */
export function toByteKey(documentId: string, versionId: string): ByteKey {
  const key = `${documentId}/${versionId}`;
  if (!isByteKey(key)) throw new Error(`not a key of a byte store: ${key}`);
  return key;
}

/** Bytes that a store found; the stream must be read or destroyed. */
export interface StoredBytes {
  sizeBytes: number;
  stream: Readable;
}

/**
 * Keeps the bytes of documents. Bytes are written once under a key and never changed.
 * Faults of the store are `UpstreamFailedError`; an error of the incoming stream is passed on as it is.
 */
export interface ByteStore {
  /** Makes sure that the store can be written to. */
  prepare(): Promise<void>;
  /** Keeps all bytes of the stream, safe once it resolves; when it rejects nothing can be read under the key. */
  put(key: ByteKey, bytes: Readable): Promise<void>;
  find(key: ByteKey): Promise<StoredBytes | undefined>;
  /** Removes the bytes, and whatever an interrupted `put` left; absent bytes are no error. */
  remove(key: ByteKey): Promise<void>;
}
