import { createWriteStream } from 'node:fs';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { UpstreamFailedError } from '@popis/errors';
import type { ByteKey, ByteStore, StoredBytes } from './byte-store.ts';

const INCOMING = '.incoming';

/** Keeps bytes as files below a folder. A file appears under its name only whole, and flushed to the disk. */
export class FolderByteStore implements ByteStore {
  private readonly root: string;

  constructor(root: string) {
    this.root = root;
  }

  async prepare(): Promise<void> {
    await this.attempt('preparing the folder', () =>
      mkdir(path.join(this.root, INCOMING), { recursive: true, mode: 0o700 }),
    );
  }

  async put(key: ByteKey, bytes: Readable): Promise<void> {
    const incoming = this.incomingPath(key);
    let sourceError: unknown;
    bytes.once('error', (error) => {
      sourceError = error;
    });
    try {
      await pipeline(bytes, createWriteStream(incoming, { flags: 'wx', mode: 0o600, flush: true }));
      const target = this.pathOf(key);
      await mkdir(path.dirname(target), { recursive: true, mode: 0o700 });
      await rename(incoming, target);
      await flushFolder(path.dirname(target));
      await flushFolder(this.root);
    } catch (error) {
      await rm(incoming, { force: true });
      if (error === sourceError) throw error;
      throw failed('writing a file', error);
    }
  }

  async find(key: ByteKey): Promise<StoredBytes | undefined> {
    return await this.attempt('reading a file', async () => {
      const file = await open(this.pathOf(key)).catch(absentAsUndefined);
      if (file === undefined) return undefined;
      const { size } = await file.stat();
      return { sizeBytes: size, stream: file.createReadStream() };
    });
  }

  async remove(key: ByteKey): Promise<void> {
    await this.attempt('removing a file', async () => {
      await rm(this.incomingPath(key), { force: true });
      await rm(this.pathOf(key), { force: true });
    });
  }

  private pathOf(key: ByteKey): string {
    return path.join(this.root, key);
  }

  private incomingPath(key: ByteKey): string {
    return path.join(this.root, INCOMING, key.replace('/', '.'));
  }

  private async attempt<Result>(what: string, work: () => Promise<Result>): Promise<Result> {
    try {
      return await work();
    } catch (error) {
      throw failed(what, error);
    }
  }
}

function failed(what: string, cause: unknown): UpstreamFailedError {
  return new UpstreamFailedError('The document store does not work now', { cause, context: { what } });
}

function absentAsUndefined(error: NodeJS.ErrnoException): undefined {
  if (error.code === 'ENOENT') return undefined;
  throw error;
}

/** A rename is safe only once the folder that holds the name has been flushed. */
async function flushFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
