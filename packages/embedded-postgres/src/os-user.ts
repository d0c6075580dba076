import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { UnavailableError } from '@popis/errors';

/** An operating-system user by its numbers. */
export interface OsUser {
  uid: number;
  gid: number;
}

/** Owner and mode of a folder. */
export interface FolderRights {
  uid: number;
  gid: number;
  mode: number;
}

/**
 * The user to run PostgreSQL as when this process is root, which PostgreSQL refuses: the owner of the cluster if there
 * is one already, else `postgres`, else `nobody`. Undefined when this process is an ordinary user and stays itself.
 */
export async function chooseOsUser(cluster: string): Promise<OsUser | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  const owner = await findOwner(cluster);
  if (owner !== undefined && owner.uid !== 0) return owner;
  const passwd = await readFile('/etc/passwd', 'utf8');
  const user = findUser(passwd, 'postgres') ?? findUser(passwd, 'nobody');
  if (user === undefined) {
    throw new UnavailableError(
      'PostgreSQL refuses to run as root, and there is neither a user postgres nor nobody to run it as; start as an ordinary user',
    );
  }
  return user;
}

async function findOwner(folder: string): Promise<OsUser | undefined> {
  try {
    const { uid, gid } = await stat(folder);
    return { uid, gid };
  } catch {
    return undefined;
  }
}

/** Numbers of a user in the text of `/etc/passwd`, see passwd(5). */
export function findUser(passwd: string, name: string): OsUser | undefined {
  for (const line of passwd.split('\n')) {
    const [user, , uid, gid] = line.split(':');
    if (user === name && uid !== undefined && gid !== undefined)
      return { uid: Number(uid), gid: Number(gid) };
  }
  return undefined;
}

/** Whether the user may pass through all of the folders: a folder is entered by the `x` bit of the class one is in. */
export function mayEnter(user: OsUser, folders: readonly FolderRights[]): boolean {
  return folders.every((folder) => {
    if (folder.uid === user.uid) return (folder.mode & 0o100) !== 0;
    if (folder.gid === user.gid) return (folder.mode & 0o010) !== 0;
    return (folder.mode & 0o001) !== 0;
  });
}

/** Owner and mode of a folder and of all above it. */
export async function readRightsUpwards(folder: string): Promise<FolderRights[]> {
  const rights: FolderRights[] = [];
  for (let current = folder; ; current = path.dirname(current)) {
    rights.push(await stat(current));
    if (current === path.dirname(current)) return rights;
  }
}
