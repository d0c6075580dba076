import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { UpstreamFailedError } from '@popis/errors';
import { getPeers } from '@popis/testing';
import { Client } from 'minio';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ByteKey, type ByteStore, toByteKey } from './byte-store.ts';
import { openByteStore } from './open-byte-store.ts';
import { parseStoreLocation } from './store-location.ts';

interface StoreUnderTest {
  store: ByteStore;
  /** Names of everything the store holds now, finished or not. */
  listAll(): Promise<string[]>;
  clear(): Promise<void>;
}

async function openFolder(): Promise<StoreUnderTest> {
  const root = await mkdtemp(path.join(tmpdir(), 'popis-documents-'));
  return {
    store: openByteStore(parseStoreLocation(`file://${root}/made%20new`), undefined),
    async listAll() {
      const entries = await readdir(root, { recursive: true, withFileTypes: true });
      return entries.filter((entry) => entry.isFile()).map((entry) => entry.name);
    },
    clear: () => rm(root, { recursive: true }),
  };
}

async function openS3(): Promise<StoreUnderTest> {
  const { s3 } = getPeers('s3');
  const bucket = `documents-${randomUUID()}`;
  const endpoint = new URL(s3.endpoint);
  const client = new Client({
    endPoint: endpoint.hostname,
    port: Number(endpoint.port),
    useSSL: false,
    region: s3.region,
    accessKey: s3.accessKey,
    secretKey: s3.secretKey,
  });
  const listAll = async () => {
    const names: string[] = [];
    for await (const object of client.listObjectsV2(bucket, '', true)) names.push(object.name);
    for await (const upload of client.listIncompleteUploads(bucket, '', true)) names.push(upload.key);
    return names;
  };
  return {
    store: openByteStore(
      parseStoreLocation(`s3://${bucket}/deep/prefix?endpoint=${s3.endpoint}&region=${s3.region}`),
      { accessKey: s3.accessKey, secretKey: s3.secretKey },
    ),
    listAll,
    async clear() {
      await client.removeObjects(bucket, await listAll());
      await client.removeBucket(bucket);
    },
  };
}

const SIZES = [0, 1, 70_000, 8 * 1024 * 1024, 8 * 1024 * 1024 + 1, 20 * 1024 * 1024 + 17];

describe.each([
  ['folder', openFolder],
  ['S3', openS3],
])('a byte store of kind %s', (_kind, openStore) => {
  let underTest: StoreUnderTest | undefined;
  let store: ByteStore;
  let listAll: StoreUnderTest['listAll'];

  beforeAll(async () => {
    underTest = await openStore();
    ({ store, listAll } = underTest);
    await store.prepare();
  });

  afterAll(() => underTest?.clear());

  test('can be prepared twice', async () => {
    await expect(store.prepare()).resolves.toBeUndefined();
  });

  test.each(SIZES)('gives back exactly the %i bytes put into it', async (size) => {
    const key = newKey();
    const bytes = randomBytes(size);

    await store.put(key, inChunks(bytes));

    const found = await store.find(key);
    expect(found?.sizeBytes).toBe(size);
    expect(found && (await buffer(found.stream)).equals(bytes)).toBe(true);
  });

  test('finds nothing where nothing was put', async () => {
    expect(await store.find(newKey())).toBeUndefined();
  });

  test.each([0, 100_000, 20 * 1024 * 1024])(
    'keeps nothing of a stream that breaks after %i bytes',
    async (size) => {
      const key = newKey();
      const before = await listAll();
      const broken = new Error('the client went away');

      const put = store.put(key, breaking(randomBytes(size), broken));

      await expect(put).rejects.toBe(broken);
      expect(await store.find(key)).toBeUndefined();
      expect(await listAll()).toEqual(before);
    },
  );

  test('removes bytes, and removing them again is no error', async () => {
    const key = newKey();
    const before = await listAll();
    await store.put(key, Readable.from([Buffer.from('gone soon')]));

    await store.remove(key);
    await store.remove(key);

    expect(await store.find(key)).toBeUndefined();
    expect(await listAll()).toEqual(before);
  });

  test('removes what a put that never ended left', async () => {
    const key = newKey();
    const before = await listAll();
    const source = new PassThrough();
    const put = store.put(key, source);
    source.write(randomBytes(17 * 1024 * 1024));
    await expect.poll(listAll, { timeout: 10_000 }).toHaveLength(before.length + 1);

    await store.remove(key);

    expect(await listAll()).toEqual(before);
    source.destroy(new Error('killed'));
    await expect(put).rejects.toThrow();
    expect(await listAll()).toEqual(before);
  });

  test('keeps two versions of a document apart', async () => {
    const document = randomUUID();
    const [first, second] = [toByteKey(document, randomUUID()), toByteKey(document, randomUUID())];

    await Promise.all([
      store.put(first, Readable.from([Buffer.from('one')])),
      store.put(second, Readable.from([Buffer.from('two')])),
    ]);

    expect(await readText(first)).toBe('one');
    expect(await readText(second)).toBe('two');
  });

  test('lists what a folder holds, and the folders that hold something', async () => {
    const folder = `f${randomUUID()}`;
    const names = ['b.2', 'a-1', 'c_3'];
    for (const name of names) await store.put(toByteKey(folder, name), Readable.from([Buffer.from(name)]));

    expect(await store.list(folder)).toEqual([
      { name: 'a-1', sizeBytes: 3 },
      { name: 'b.2', sizeBytes: 3 },
      { name: 'c_3', sizeBytes: 3 },
    ]);
    expect(await store.listFolders()).toContain(folder);
    for (const name of names) await store.remove(toByteKey(folder, name));
    expect(await store.list(folder)).toEqual([]);
    expect(await store.listFolders()).not.toContain(folder);
  });

  async function readText(key: ByteKey): Promise<string | undefined> {
    const found = await store.find(key);
    return found && (await buffer(found.stream)).toString();
  }
});

test('a folder that does not wait for the disk keeps bytes all the same', async () => {
  const root = await mkdtemp(path.join(tmpdir(), 'popis-documents-'));
  const store = openByteStore(parseStoreLocation(`file://${root}`), undefined, { flush: false });
  await store.prepare();
  const key = newKey();

  await store.put(key, Readable.from([Buffer.from('kept')]));

  const found = await store.find(key);
  expect(found && (await buffer(found.stream)).toString()).toBe('kept');
  await rm(root, { recursive: true });
});

test.each([
  ['..', 'x'],
  ['a', '../b'],
  ['a', '.hidden'],
  ['', 'x'],
  ['a/b', 'c'],
  ['a', 'b\n'],
])('%j and %j are no key', (folder, name) => {
  expect(() => toByteKey(folder, name)).toThrow('not a key');
});

test('a folder that cannot be made is a fault of the store', async () => {
  const store = openByteStore(parseStoreLocation('file:///dev/null/documents'), undefined);

  await expect(store.prepare()).rejects.toBeInstanceOf(UpstreamFailedError);
});

test('wrong S3 credentials are a fault of the store', async () => {
  const { s3 } = getPeers('s3');
  const location = parseStoreLocation(`s3://any-bucket?endpoint=${s3.endpoint}&region=${s3.region}`);
  const store = openByteStore(location, { accessKey: s3.accessKey, secretKey: 'wrong' });

  await expect(store.prepare()).rejects.toBeInstanceOf(UpstreamFailedError);
});

function newKey(): ByteKey {
  return toByteKey(randomUUID(), randomUUID());
}

/** Chunks of an odd size, so that no boundary of a part falls on one of a chunk. */
function inChunks(bytes: Buffer): Readable {
  return Readable.from(chunksOf(bytes), { objectMode: false });
}

function breaking(bytes: Buffer, error: Error): Readable {
  async function* chunks() {
    yield* chunksOf(bytes);
    throw error;
  }
  return Readable.from(chunks(), { objectMode: false });
}

function* chunksOf(bytes: Buffer): Generator<Buffer> {
  for (let at = 0; at < bytes.length; at += 65_521) yield bytes.subarray(at, at + 65_521);
}
