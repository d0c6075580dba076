import { randomBytes } from 'node:crypto';
import { chmod, mkdir, open, readFile, rename } from 'node:fs/promises';
import path from 'node:path';
import { UnavailableError } from '@popis/errors';

/** Where the parts of a data folder lie. */
export interface DataFolder {
  folder: string;
  postgres: string;
  documents: string;
  /** Reports of agents as they came. */
  reports: string;
  /** State of the agent that inventories this host. */
  agent: string;
  /** Files of packages that agents fetch. */
  packages: string;
  logs: string;
  adminTokenFile: string;
  /** Token of the inventory's administration, which the CMDB uses. */
  inventoryAdminTokenFile: string;
  endpointsFile: string;
}

export function toDataFolder(folder: string): DataFolder {
  const absolute = path.resolve(folder);
  return {
    folder: absolute,
    postgres: path.join(absolute, 'postgres'),
    documents: path.join(absolute, 'documents'),
    reports: path.join(absolute, 'reports'),
    agent: path.join(absolute, 'agent'),
    packages: path.join(absolute, 'packages'),
    logs: path.join(absolute, 'logs'),
    adminTokenFile: path.join(absolute, 'admin-token'),
    inventoryAdminTokenFile: path.join(absolute, 'inventory-admin-token'),
    endpointsFile: path.join(absolute, 'endpoints.json'),
  };
}

/** Makes the data folder, open to nobody else; root's can be passed through, since PostgreSQL runs there as another user. */
export async function makeDataFolder(data: DataFolder): Promise<void> {
  try {
    const made = await mkdir(data.folder, { recursive: true });
    if (made !== undefined) await chmod(data.folder, process.getuid?.() === 0 ? 0o711 : 0o700);
    for (const folder of [data.documents, data.agent, data.packages, data.reports, data.logs])
      await mkdir(folder, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw new UnavailableError(
      `The data folder ${data.folder} cannot be used; choose one that this user may write to with --data-dir`,
      { cause: error },
    );
  }
}

/** A token of this installation, made at the first start and kept. */
export async function ensureToken(file: string): Promise<void> {
  const found = await readFile(file, 'utf8').catch(() => '');
  if (found.trim() === '') await writePrivateFile(file, `${randomBytes(32).toString('base64url')}\n`);
}

/** Writes a file that only its owner may read; nobody sees half of it. */
export async function writePrivateFile(file: string, text: string): Promise<void> {
  const draft = await open(`${file}.new`, 'w', 0o600);
  try {
    await draft.chmod(0o600);
    await draft.writeFile(text);
  } finally {
    await draft.close();
  }
  await rename(`${file}.new`, file);
}
