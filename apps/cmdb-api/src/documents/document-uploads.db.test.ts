import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { type ByteKey, FolderByteStore, toByteKey } from '@popis/byte-store';
import { createCmdbDatabase, type TestDatabase } from '@popis/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Database, openDatabase } from '../platform/database/database.ts';
import { newId } from '../platform/ids.ts';
import { deleteUpload, insertUpload } from './document-uploads.repository.ts';
import { DocumentUploads } from './document-uploads.ts';
import type { FormPart } from './upload-form.ts';

describe('uploads', () => {
  let testDatabase: TestDatabase;
  let database: Database;
  let root: string;
  let store: FolderByteStore;
  let uploads: DocumentUploads;

  beforeAll(async () => {
    testDatabase = await createCmdbDatabase();
    database = await openDatabase(testDatabase.url, []);
  });
  afterAll(async () => {
    await database?.close();
    await testDatabase?.drop();
  });
  beforeEach(async () => {
    await database.single.query('DELETE FROM document_upload');
    root = await mkdtemp(path.join(tmpdir(), 'popis-uploads-'));
    store = new FolderByteStore(root);
    await store.prepare();
    uploads = new DocumentUploads(database, store, 1024 * 1024);
    return () => rm(root, { recursive: true });
  });

  async function countFiles(): Promise<number> {
    const entries = await readdir(root, { recursive: true, withFileTypes: true });
    return entries.filter((entry) => entry.isFile()).length;
  }

  async function countRows(): Promise<number> {
    const [row] = await database.single.query('SELECT count(*)::int AS n FROM document_upload');
    return row.n;
  }

  async function* formOf(content: Buffer): AsyncGenerator<FormPart> {
    const bytes = Readable.from([content]);
    yield { kind: 'file', name: 'file', fileName: 'a.bin', mediaType: undefined, bytes };
  }

  /** What a process that was killed during an upload leaves. */
  async function leaveBehind(hoursAgo: number): Promise<ByteKey> {
    const [documentId, versionId] = [newId(), newId()];
    await insertUpload(database.single, { documentId, versionId });
    await database.single.query(
      'UPDATE document_upload SET started_at = now() - make_interval(hours => $2) WHERE version_id = $1',
      [versionId, hoursAgo],
    );
    const key = toByteKey(documentId, versionId);
    await store.put(key, Readable.from([randomBytes(10)]));
    return key;
  }

  test('the file is there when the transaction that makes it visible runs', async () => {
    const content = randomBytes(100_000);

    const found = await uploads.receive(newId(), formOf(content), [], async (_tx, file) => {
      const stored = await store.find(toByteKey(file.documentId, file.versionId));
      stored?.stream.destroy();
      return { taken: true, result: [file.sizeBytes, stored?.sizeBytes] };
    });

    expect(found).toEqual([100_000, 100_000]);
    expect([await countFiles(), await countRows()]).toEqual([1, 0]);
  });

  test('a file that is not taken is removed', async () => {
    await uploads.receive(newId(), formOf(randomBytes(10)), [], async () => ({
      taken: false,
      result: undefined,
    }));

    expect([await countFiles(), await countRows()]).toEqual([0, 0]);
  });

  test('a transaction that fails takes its file along', async () => {
    const failure = new Error('refused');

    const upload = uploads.receive(newId(), formOf(randomBytes(10)), [], () => Promise.reject(failure));

    await expect(upload).rejects.toBe(failure);
    expect([await countFiles(), await countRows()]).toEqual([0, 0]);
  });

  test('a file is kept when its transaction was committed though an error said otherwise', async () => {
    const upload = uploads.receive(newId(), formOf(randomBytes(10)), [], async (_tx, file) => {
      // As if COMMIT had reached the database and its answer had been lost.
      await deleteUpload(database.single, file.versionId);
      throw new Error('connection lost');
    });

    await expect(upload).rejects.toThrow('connection lost');
    expect(await countFiles()).toBe(1);
  });

  test('what killed processes left is removed after a day, not before', async () => {
    const [old, fresh] = [await leaveBehind(25), await leaveBehind(23)];

    const removed = [await uploads.removeStale(), await uploads.removeStale()];

    expect(removed).toEqual([1, 0]);
    expect(await store.find(old)).toBeUndefined();
    const kept = await store.find(fresh);
    kept?.stream.destroy();
    expect(kept?.sizeBytes).toBe(10);
    expect(await countRows()).toBe(1);
  });

  test('an upload that was given up as too old cannot be committed', async () => {
    const upload = uploads.receive(newId(), formOf(randomBytes(10)), [], async () => {
      await database.single.query(`UPDATE document_upload SET started_at = now() - interval '2 days'`);
      await uploads.removeStale();
      return { taken: true, result: undefined };
    });

    await expect(upload).rejects.toThrow('took too long');
    expect([await countFiles(), await countRows()]).toEqual([0, 0]);
  });

  test('of several processes each removes something else', async () => {
    for (let count = 0; count < 6; count++) await leaveBehind(30);

    const removed = await Promise.all([uploads.removeStale(), uploads.removeStale(), uploads.removeStale()]);

    expect(removed[0] + removed[1] + removed[2]).toBe(6);
    expect([await countFiles(), await countRows()]).toEqual([0, 0]);
  });
});
