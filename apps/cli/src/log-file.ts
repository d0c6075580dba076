import type { FileHandle } from 'node:fs/promises';
import { open, readFile, rename, stat } from 'node:fs/promises';

const largeBytes = 10 * 1024 * 1024;

/** Opens a log for appending; a large one is put aside first, the one put aside before goes. */
export async function openLog(file: string): Promise<FileHandle> {
  const bytes = await stat(file).then(
    (found) => found.size,
    () => 0,
  );
  if (bytes > largeBytes) await rename(file, `${file}.1`);
  return await open(file, 'a', 0o600);
}

/** The last lines of a log from `offset` bytes on: what its program said in this run. */
export async function readTail(file: string, offset: number, count = 12): Promise<string[]> {
  const bytes = await readFile(file).catch(() => Buffer.alloc(0));
  const lines = bytes.subarray(offset).toString('utf8').trimEnd().split('\n');
  return lines.filter((line) => line !== '').slice(-count);
}
