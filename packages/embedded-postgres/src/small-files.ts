import { type FileHandle, open, readFile, rename, stat } from 'node:fs/promises';
import path from 'node:path';

/** Writes a file that only its owner may read (root gives it to the folder's owner, who may start next); after a crash it holds the old text or the new one, never half of it. */
export async function writePrivateFile(file: string, text: string): Promise<void> {
  const draft = await open(`${file}.new`, 'w', 0o600);
  try {
    await draft.chmod(0o600);
    await giveToFolderOwner(draft, path.dirname(file));
    await draft.writeFile(text);
    await draft.sync();
  } finally {
    await draft.close();
  }
  await rename(`${file}.new`, file);
}

/** What root makes in a user's folder is the user's. */
export async function giveToFolderOwner(file: FileHandle, folder: string): Promise<void> {
  if (process.getuid?.() !== 0) return;
  const { uid, gid } = await stat(folder);
  await file.chown(uid, gid);
}

/** The text of a file without surrounding blanks; undefined when there is no such file. */
export async function findText(file: string): Promise<string | undefined> {
  try {
    return (await readFile(file, 'utf8')).trim();
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}
