/** Keeps bytes under keys, in a folder or in a bucket of any S3 server. */
export { type ByteKey, type ByteStore, type StoredBytes, type StoredName, toByteKey } from './byte-store.ts';
export { FolderByteStore } from './folder-byte-store.ts';
export { openByteStore } from './open-byte-store.ts';
export type { S3Credentials } from './s3-byte-store.ts';
export { parseStoreLocation, type StoreLocation } from './store-location.ts';
