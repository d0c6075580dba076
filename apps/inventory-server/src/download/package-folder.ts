import { type FileHandle, mkdir, mkdtemp, open, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { ConflictError } from '@popis/errors';
import {
  type CutArchive,
  checkFragments,
  closeDigest,
  formatInfo,
  openDigest,
  type PackageDefinition,
} from './build-package.ts';

const FILE = /^(?:info|(\d{1,10})-[1-9]\d{0,5})$/;

/** A file of a package on its way to an agent. */
export interface PackageFile {
  bytes: number;
  stream: Readable;
}

/**
 * Puts the files of a package where agents fetch them, all at once or not at all. The archive is cut as it comes; of one that
 * breaks off nothing stays.
 * @throws ConflictError when there is one of this number.
 */
export async function writePackage(
  root: string,
  definition: PackageDefinition,
  archive: AsyncIterable<Uint8Array>,
): Promise<CutArchive> {
  await mkdir(root, { recursive: true });
  const draft = await mkdtemp(path.join(root, '.new-'));
  try {
    const cut = await cutArchive(draft, definition, archive);
    await writeFile(path.join(draft, 'info'), formatInfo(definition, cut));
    await rename(draft, path.join(root, definition.id));
    return cut;
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    if (error instanceof Error && 'code' in error && /^(ENOTEMPTY|EEXIST)$/.test(String(error.code))) {
      throw new ConflictError(`There is a package ${definition.id} already`);
    }
    throw error;
  }
}

async function cutArchive(
  folder: string,
  definition: PackageDefinition,
  archive: AsyncIterable<Uint8Array>,
): Promise<CutArchive> {
  const hash = openDigest(definition);
  let file: FileHandle | undefined;
  let [bytes, fragments, room] = [0, 0, 0];
  try {
    for await (const chunk of archive) {
      hash.update(chunk);
      bytes += chunk.length;
      for (let at = 0; at < chunk.length; ) {
        if (room === 0) {
          fragments += 1;
          checkFragments(fragments);
          await file?.close();
          file = await open(path.join(folder, `${definition.id}-${fragments}`), 'wx');
          room = definition.fragmentBytes;
        }
        const part = chunk.subarray(at, at + room);
        await file?.writeFile(part);
        at += part.length;
        room -= part.length;
      }
    }
  } finally {
    await file?.close();
  }
  return { bytes, fragments, digest: closeDigest(definition, hash) };
}

/** Takes the files of a package away. */
export async function removePackage(root: string, id: string): Promise<void> {
  await rm(path.join(root, id), { recursive: true, force: true });
}

/** Opens `info` or a fragment of a package; undefined where there is none, or where a name is none of ours. */
export async function findPackageFile(
  root: string,
  id: string,
  name: string,
): Promise<PackageFile | undefined> {
  const match = FILE.exec(name);
  if (!/^\d{1,10}$/.test(id) || match === null || (match[1] ?? id) !== id) {
    return undefined;
  }
  const file = path.join(root, id, name);
  const found = await stat(file).catch(absent);
  if (found?.isFile() !== true) {
    return undefined;
  }
  const handle = await open(file);
  return { bytes: found.size, stream: handle.createReadStream() };
}

function absent(error: NodeJS.ErrnoException): undefined {
  if (error.code === 'ENOENT' || error.code === 'ENOTDIR') {
    return undefined;
  }
  throw error;
}
