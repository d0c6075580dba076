import { open, readFile, rename } from 'node:fs/promises';

/** Writes a file that only its owner may read; after a crash it holds the old text or the new one, never half of it. */
export async function writePrivateFile(file: string, text: string): Promise<void> {
  const draft = await open(`${file}.new`, 'w', 0o600);
  try {
    await draft.chmod(0o600);
    await draft.writeFile(text);
    await draft.sync();
  } finally {
    await draft.close();
  }
  await rename(`${file}.new`, file);
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
