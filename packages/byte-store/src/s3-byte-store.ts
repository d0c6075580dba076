import type { Readable } from 'node:stream';
import { UpstreamFailedError } from '@popis/errors';
import { Client } from 'minio';
import type { ByteKey, ByteStore, StoredBytes, StoredName } from './byte-store.ts';
import { cutIntoParts } from './parts.ts';
import type { StoreLocation } from './store-location.ts';

/** What is held in memory for each running upload; S3 takes at most 10,000 parts. */
const PART_BYTES = 8 * 1024 * 1024;

export interface S3Credentials {
  accessKey: string;
  secretKey: string;
}

/** Keeps bytes as objects of a bucket of any S3 server. */
export class S3ByteStore implements ByteStore {
  private readonly client: Client;
  private readonly bucket: string;
  private readonly prefix: string;
  private readonly region: string;

  constructor(location: Extract<StoreLocation, { kind: 's3' }>, credentials: S3Credentials) {
    const { endpoint, region, pathStyle } = location;
    this.client = new Client({
      endPoint: endpoint.hostname,
      ...(endpoint.port === '' ? {} : { port: Number(endpoint.port) }),
      useSSL: endpoint.protocol === 'https:',
      region,
      pathStyle,
      ...credentials,
    });
    this.bucket = location.bucket;
    this.prefix = location.prefix === '' ? '' : `${location.prefix}/`;
    this.region = region;
  }

  async prepare(): Promise<void> {
    await attempt('looking for the bucket', async () => {
      if (await this.client.bucketExists(this.bucket)) return;
      await this.client.makeBucket(this.bucket, this.region);
    });
  }

  async put(key: ByteKey, bytes: Readable): Promise<void> {
    const name = this.nameOf(key);
    const parts = cutIntoParts(bytes, PART_BYTES);
    const first = await parts.next();
    const second = await parts.next();
    if (second.done === true) {
      const content = first.done === true ? Buffer.alloc(0) : first.value;
      await attempt('writing an object', () =>
        this.client.putObject(this.bucket, name, content, content.length),
      );
      return;
    }
    if (first.done === true) return;
    await this.putParts(name, [first.value, second.value], parts);
  }

  async find(key: ByteKey): Promise<StoredBytes | undefined> {
    return await attempt('reading an object', async () => {
      const name = this.nameOf(key);
      const stats = await this.client.statObject(this.bucket, name).catch(absentAsUndefined);
      if (stats === undefined) return undefined;
      return { sizeBytes: stats.size, stream: await this.client.getObject(this.bucket, name) };
    });
  }

  async remove(key: ByteKey): Promise<void> {
    await attempt('removing an object', async () => {
      const name = this.nameOf(key);
      for (;;) {
        const uploadId = await this.client.findUploadId(this.bucket, name);
        if (uploadId === undefined) break;
        await this.client.abortMultipartUpload(this.bucket, name, uploadId);
      }
      await this.client.removeObject(this.bucket, name);
    });
  }

  async list(folder: string): Promise<StoredName[]> {
    return await attempt('listing objects', async () => {
      const prefix = `${this.prefix}${folder}/`;
      const found: StoredName[] = [];
      for await (const object of this.client.listObjectsV2(this.bucket, prefix, false)) {
        if (object.name !== undefined)
          found.push({ name: object.name.slice(prefix.length), sizeBytes: object.size });
      }
      return found.sort(byName);
    });
  }

  async listFolders(): Promise<string[]> {
    return await attempt('listing objects', async () => {
      const found: string[] = [];
      for await (const object of this.client.listObjectsV2(this.bucket, this.prefix, false)) {
        if (object.prefix !== undefined) found.push(object.prefix.slice(this.prefix.length, -1));
      }
      return found.sort();
    });
  }

  // The client's own streaming upload hangs when the stream breaks and leaves its parts behind, and it takes parts
  // of half a gigabyte into memory when the size is not known before.
  private async putParts(name: string, begun: Buffer[], rest: AsyncGenerator<Buffer>): Promise<void> {
    const uploadId = await attempt('beginning an upload', () =>
      this.client.initiateNewMultipartUpload(this.bucket, name, {}),
    );
    try {
      const sent: { part: number; etag: string }[] = [];
      for (const content of begun) sent.push(await this.putPart(name, uploadId, sent.length + 1, content));
      for await (const content of rest)
        sent.push(await this.putPart(name, uploadId, sent.length + 1, content));
      await attempt('ending an upload', () =>
        this.client.completeMultipartUpload(this.bucket, name, uploadId, sent),
      );
    } catch (error) {
      await this.client.abortMultipartUpload(this.bucket, name, uploadId).catch(() => undefined); // `remove` does it again
      throw error;
    }
  }

  private async putPart(name: string, uploadID: string, partNumber: number, content: Buffer) {
    const { part, etag } = await attempt('writing a part', () =>
      this.client.uploadPart(
        {
          bucketName: this.bucket,
          objectName: name,
          uploadID,
          partNumber,
          headers: { 'Content-Length': content.length },
        },
        content,
      ),
    );
    return { part, etag };
  }

  private nameOf(key: ByteKey): string {
    return `${this.prefix}${key}`;
  }
}

async function attempt<Result>(what: string, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    throw new UpstreamFailedError('The store of files does not work now', {
      cause: error,
      context: { what },
    });
  }
}

function byName(one: StoredName, other: StoredName): number {
  return one.name < other.name ? -1 : 1;
}

function absentAsUndefined(error: unknown): undefined {
  if (error instanceof Error && 'code' in error && error.code === 'NotFound') return undefined;
  throw error;
}
