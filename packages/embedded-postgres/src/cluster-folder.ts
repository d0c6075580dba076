import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import {
  access,
  chmod,
  chown,
  mkdir,
  readdir,
  readlink,
  realpath,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { UnavailableError } from '@popis/errors';
import { mayEnter, type OsUser, readRightsUpwards } from './os-user.ts';
import { findText } from './small-files.ts';

/** Where root puts what the unprivileged user must reach. */
const systemFolder = '/var/lib/popis';

/** Beside a cluster there: the data folder it belongs to. */
const originFile = 'data-folder';

/** Makes that folder; a strict umask of root's does not close it. */
export async function makeSystemFolder(): Promise<string> {
  await mkdir(systemFolder, { recursive: true });
  await chmod(systemFolder, 0o755);
  return systemFolder;
}

/**
 * Makes `dataDir` and decides where the cluster lies: in `dataDir` itself, or, when PostgreSQL's user cannot enter that
 * (root's home, a folder with mode 0700), in a folder of its own below `/var/lib/popis` with a symbolic link
 * `dataDir/cluster` to it. Gives the folder that holds, or is to hold, `cluster`.
 */
export async function prepareClusterFolder(
  dataDir: string,
  user: OsUser | undefined,
  onNotice: (line: string) => void,
): Promise<string> {
  if (user === undefined) return dataDir;
  const linked = await readlink(path.join(dataDir, 'cluster')).catch(() => undefined);
  if (linked !== undefined) return await makeHome(path.dirname(linked));
  if (mayEnter(user, await readRightsUpwards(dataDir))) return dataDir;

  await sweepVanished();
  const home = await makeNewHome(nameFor(dataDir), onNotice);
  await writeFile(path.join(home, originFile), dataDir);
  await symlink(path.join(home, 'cluster'), path.join(dataDir, 'cluster'));
  onNotice(`The database lies in ${home}, since PostgreSQL's user cannot enter ${dataDir}`);
  return home;
}

/** Who tries Popis, or tests it, in a temporary folder and deletes that leaves a cluster here, which nothing refers to. */
async function sweepVanished(): Promise<void> {
  for (const name of await readdir(systemFolder).catch(() => [])) {
    const home = path.join(systemFolder, name);
    const origin = await findText(path.join(home, originFile));
    if (origin === undefined || !mayBeSwept(origin, await realpath(tmpdir()))) continue;
    const vanished = await access(origin).then(
      () => false,
      () => true,
    );
    if (vanished) await rm(home, { recursive: true, force: true });
  }
}

/** Elsewhere a data folder that is gone may be a disk that is not mounted. */
export function mayBeSwept(dataDir: string, temporaryFolder: string): boolean {
  return dataDir.startsWith(`${temporaryFolder}${path.sep}`);
}

/** A database of a data folder that was deleted and made again is neither opened, for want of its password, nor deleted. */
async function makeNewHome(name: string, onNotice: (line: string) => void): Promise<string> {
  for (let number = 1; ; number++) {
    const home = path.join(systemFolder, number === 1 ? name : `${name}-${number}`);
    if ((await readdir(home).catch(() => [])).length === 0) return await makeHome(home);
    onNotice(
      `The database of an earlier data folder of this name still lies in ${home}; delete it if nobody needs it`,
    );
  }
}

async function makeHome(home: string): Promise<string> {
  await makeSystemFolder();
  await mkdir(home, { recursive: true });
  await chmod(home, 0o711);
  return home;
}

/** The folder's own name, for people, and a digest of its whole path. */
export function nameFor(dataDir: string): string {
  const digest = createHash('sha256').update(dataDir).digest('hex').slice(0, 16);
  return `${path.basename(dataDir)}-${digest}`;
}

/** Makes the data folder if need be and gives its real path. For root's sake it can be passed through, but not read, by others. */
export async function makeDataDir(dataDir: string, asRoot: boolean): Promise<string> {
  try {
    const made = await mkdir(dataDir, { recursive: true, mode: asRoot ? 0o755 : 0o700 });
    if (made !== undefined && asRoot) await chmod(dataDir, 0o711);
    await access(dataDir, constants.R_OK | constants.W_OK | constants.X_OK);
    return await realpath(dataDir);
  } catch (error) {
    throw new UnavailableError(
      `The data folder ${dataDir} cannot be used; choose a folder that this user may write to`,
      { cause: error },
    );
  }
}

/** Makes a folder that only `user` may read. */
export async function makePrivateFolder(folder: string, user: OsUser | undefined): Promise<void> {
  await mkdir(folder, { mode: 0o700 });
  if (user !== undefined) await chown(folder, user.uid, user.gid);
}

/** Refuses a cluster of another user, which PostgreSQL would refuse with less help. */
export async function checkOwner(cluster: string, user: OsUser | undefined): Promise<void> {
  const own = process.getuid?.();
  if (user !== undefined || own === undefined) return;
  const { uid } = await stat(cluster);
  if (uid !== own) {
    throw new UnavailableError(
      `The database in ${cluster} belongs to user ${uid}; start as that user or as root, or choose another data folder`,
    );
  }
}
