import { createWriteStream } from 'node:fs';
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { UpstreamFailedError } from '@popis/errors';
import type { ByteKey, ByteStore, StoredBytes, StoredName } from './byte-store.ts';

const INCOMING = '.incoming';

/**
 * Keeps bytes as files below a folder. A file appears under its name only whole, and flushed to the disk unless the
 * store is told that losing the latest files with the power is no harm.
 */
export class FolderByteStore implements ByteStore {
  private readonly root: string;
  private readonly flush: boolean;

  constructor(root: string, { flush = true }: { flush?: boolean } = {}) {
    this.root = root;
    this.flush = flush;
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
      await pipeline(bytes, createWriteStream(incoming, { flags: 'wx', mode: 0o600, flush: this.flush }));
      const target = this.pathOf(key);
      await mkdir(path.dirname(target), { recursive: true, mode: 0o700 });
      await rename(incoming, target);
      if (this.flush) {
        await flushFolder(path.dirname(target));
        await flushFolder(this.root);
      }
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

  async list(folder: string): Promise<StoredName[]> {
    return await this.attempt('listing a folder', async () => {
      const root = path.join(this.root, folder);
      const names = (await readdir(root).catch(absentAsUndefined)) ?? [];
      const found: StoredName[] = [];
      for (const name of names.sort()) {
        // Another process may have removed it in between.
        const stats = await stat(path.join(root, name)).catch(absentAsUndefined);
        if (stats !== undefined) found.push({ name, sizeBytes: stats.size });
      }
      return found;
    });
  }

  async listFolders(): Promise<string[]> {
    return await this.attempt('listing the folders', async () => {
      const entries = (await readdir(this.root, { withFileTypes: true }).catch(absentAsUndefined)) ?? [];
      const folders: string[] = [];
      for (const entry of entries) {
        if (!entry.isDirectory() || entry.name === INCOMING) continue;
        const names = (await readdir(path.join(this.root, entry.name)).catch(absentAsUndefined)) ?? [];
        if (names.length > 0) folders.push(entry.name);
      }
      return folders.sort();
    });
  }

  private pathOf(key: ByteKey): string {
    return path.join(this.root, key);
  }

  private incomingPath(key: ByteKey): string {
    return path.join(this.root, INCOMING, key.replace('/', '+'));
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
  return new UpstreamFailedError('The store of files does not work now', { cause, context: { what } });
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
