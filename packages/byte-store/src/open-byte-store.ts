import type { ByteStore } from './byte-store.ts';
import { FolderByteStore } from './folder-byte-store.ts';
import { S3ByteStore, type S3Credentials } from './s3-byte-store.ts';
import type { StoreLocation } from './store-location.ts';

/**
 * The store at a location. Credentials are needed for S3 only. `flush: false` is for bytes whose loss with the power is no
 * harm: a folder does not wait for the disk then.
 */
export function openByteStore(
  location: StoreLocation,
  credentials: S3Credentials | undefined,
  options: { flush?: boolean } = {},
): ByteStore {
  if (location.kind === 'folder') return new FolderByteStore(location.root, options);
  if (credentials === undefined)
    throw new Error('an S3 store of files needs S3_ACCESS_KEY and S3_SECRET_KEY');
  return new S3ByteStore(location, credentials);
}
