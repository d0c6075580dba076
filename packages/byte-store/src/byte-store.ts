import type { Readable } from 'node:stream';

/** Where bytes are kept: `<folder>/<name>`, made here, never by a client. */
export type ByteKey = `${string}/${string}` & { readonly kind: 'ByteKey' };

const KEY = /^[A-Za-z0-9][\w.-]{0,119}\/[A-Za-z0-9][\w.-]{0,119}$/;

function isByteKey(text: string): text is ByteKey {
  return KEY.test(text);
}

/** Throws for anything but two plain names: no path can come out of it that leads elsewhere. */
export function toByteKey(folder: string, name: string): ByteKey {
  const key = `${folder}/${name}`;
  if (!isByteKey(key)) throw new Error(`not a key of a byte store: ${key}`);
  return key;
}

/** Bytes that a store found; the stream must be read or destroyed. */
export interface StoredBytes {
  sizeBytes: number;
  stream: Readable;
}

/** What stands in a folder of a store. */
export interface StoredName {
  name: string;
  sizeBytes: number;
}

/**
 * Keeps bytes under keys. They are written once and never changed.
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
  /** What is kept in a folder, by name; nothing of a folder that is not there. */
  list(folder: string): Promise<StoredName[]>;
  /** The folders in which something is kept, by name. */
  listFolders(): Promise<string[]>;
}
