import { type FileHandle, open, readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { type Fault, InvalidInputError, UpstreamFailedError } from '@popis/errors';
import type { MappedFile } from '../../mapping/mapped-files.ts';

/** A file as it stood when it was opened. */
export interface OpenFile {
  readonly file: MappedFile;
  readonly handle: FileHandle;
  readonly state: FileState;
}

interface FileState {
  readonly size: bigint;
  readonly mtimeNs: bigint;
  readonly ino: bigint;
}

/** Names shown of what a folder has in place of a file. */
const mostNames = 20;

/**
 * Opens all files of a mapping before any is read, so that one that is replaced meanwhile is noticed.
 *
 * @throws InvalidInputError naming every file that is missing or closed to this account.
 */
export async function openFiles(folder: string, files: readonly MappedFile[]): Promise<OpenFile[]> {
  const opened: OpenFile[] = [];
  const faults: Fault[] = [];
  for (const file of files) {
    const at = path.join(folder, file.file);
    try {
      // Looked at first: to open a pipe would wait for somebody to write into it.
      if (!(await stat(at)).isFile()) faults.push({ path: file.file, message: 'is no file' });
      else {
        const handle = await open(at);
        opened.push({ file, handle, state: stateOf(await handle.stat({ bigint: true })) });
      }
    } catch (error) {
      faults.push({ path: file.file, message: await explain(error, folder) });
    }
  }
  if (faults.length === 0) return opened;
  await closeFiles(opened);
  throw new InvalidInputError('Files of the folder cannot be read', faults);
}

async function explain(error: unknown, folder: string): Promise<string> {
  const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
  if (code !== 'ENOENT') return `cannot be read: ${code}`;
  const names = (await readdir(folder)).sort();
  const shown = names.length > mostNames ? [...names.slice(0, mostNames), '…'] : names;
  return `is not in ${folder}, which has: ${shown.join(', ') || 'nothing'}`;
}

/**
 * Makes sure that no file was written, replaced or removed since it was opened.
 *
 * @throws UpstreamFailedError naming those that were: what was read of them may be half of this and half of that.
 */
export async function refuseChanged(folder: string, opened: readonly OpenFile[]): Promise<void> {
  const changed: string[] = [];
  for (const { file, state } of opened) {
    const now = await stat(path.join(folder, file.file), { bigint: true }).catch(() => undefined);
    if (now === undefined || !isSame(state, stateOf(now))) changed.push(file.file);
  }
  if (changed.length === 0) return;
  throw new UpstreamFailedError(
    `${changed.join(', ')}: written while it was read. Nothing was sent; run again when the export is done`,
  );
}

export async function closeFiles(opened: readonly OpenFile[]): Promise<void> {
  for (const { handle } of opened) await handle.close();
}

function stateOf({ size, mtimeNs, ino }: FileState): FileState {
  return { size, mtimeNs, ino };
}

function isSame(one: FileState, other: FileState): boolean {
  return one.size === other.size && one.mtimeNs === other.mtimeNs && one.ino === other.ino;
}
