import type { ByteStore } from './byte-store.ts';
import { FolderByteStore } from './folder-byte-store.ts';
import { S3ByteStore, type S3Credentials } from './s3-byte-store.ts';
import type { StoreLocation } from './store-location.ts';

/** The store at a location. Credentials are needed for S3 only. */
export function openByteStore(location: StoreLocation, credentials: S3Credentials | undefined): ByteStore {
  if (location.kind === 'folder') return new FolderByteStore(location.root);
  if (credentials === undefined)
    throw new Error('an S3 document store needs S3_ACCESS_KEY and S3_SECRET_KEY');
  return new S3ByteStore(location, credentials);
}
