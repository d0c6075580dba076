import { randomBytes } from 'node:crypto';
import { chown, readdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { UnavailableError } from '@popis/errors';
import type { Binaries } from './binaries.ts';
import { checkOwner, makePrivateFolder } from './cluster-folder.ts';
import { runCommand } from './command.ts';
import type { OsUser } from './os-user.ts';
import { findText, writePrivateFile } from './small-files.ts';

/** Name of the database role that owns everything. */
export const roleName = 'popis';

/** What it takes to run a cluster. */
export interface Cluster {
  /** PostgreSQL's own data folder. */
  folder: string;
  password: string;
  binaries: Binaries;
  user: OsUser | undefined;
}

/** Where the parts of a data folder lie. */
export interface ClusterPlaces {
  /** Folder that holds `cluster`. */
  home: string;
  passwordFile: string;
}

/** Finds the cluster, or makes it; an attempt that was cut short before is swept away. */
export async function openCluster(
  places: ClusterPlaces,
  binaries: Binaries,
  user: OsUser | undefined,
  durable: boolean,
): Promise<Cluster> {
  const folder = path.join(places.home, 'cluster');
  const version = await findText(path.join(folder, 'PG_VERSION'));
  if (version === undefined) {
    await checkEmpty(folder);
    const password = randomBytes(24).toString('base64url');
    await writePrivateFile(places.passwordFile, password);
    await makeCluster(places.home, password, binaries, user, durable);
    return { folder, password, binaries, user };
  }
  if (version !== binaries.major) {
    throw new UnavailableError(
      `The database in ${folder} was made by PostgreSQL ${version} and this is ${binaries.major}; dump it with the older version of Popis and load it with this one`,
    );
  }
  await checkOwner(folder, user);
  const password = await findText(places.passwordFile);
  if (password === undefined) {
    throw new UnavailableError(
      `${places.passwordFile} is missing, and without it the database in ${folder} cannot be opened; put it back from a backup`,
    );
  }
  return { folder, password, binaries, user };
}

async function checkEmpty(folder: string): Promise<void> {
  const names = await readdir(folder).catch(() => []);
  if (names.length > 0) {
    throw new UnavailableError(
      `${folder} holds files, but no PG_VERSION, so it is no database that can be opened and none is made over it; put it back from a backup, or move it away`,
    );
  }
}

/**
 * `initdb` into a draft that is renamed when complete. The locale is PostgreSQL's builtin C.UTF-8: it sorts and folds
 * case alike on every host, whatever its C library and whichever locales it has.
 */
async function makeCluster(
  home: string,
  password: string,
  binaries: Binaries,
  user: OsUser | undefined,
  durable: boolean,
): Promise<void> {
  for (const name of await readdir(home)) {
    if (name.startsWith('draft-')) await rm(path.join(home, name), { recursive: true, force: true });
  }
  const draft = path.join(home, `draft-${process.pid}`);
  const passwordFile = path.join(draft, 'password');
  const cluster = path.join(draft, 'cluster');
  await makePrivateFolder(draft, user);
  await writeFile(passwordFile, password, { mode: 0o600 });
  if (user !== undefined) await chown(passwordFile, user.uid, user.gid);
  const options = [`--pgdata=${cluster}`, `--username=${roleName}`, `--pwfile=${passwordFile}`];
  const auth = ['--auth=scram-sha-256', '--data-checksums', '--no-instructions'];
  const locale = ['--encoding=UTF8', '--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C'];
  const sync = durable ? [] : ['--no-sync'];
  const { code, output } = await runCommand(binaries.initdb, [...options, ...auth, ...locale, ...sync], user);
  if (code !== 0) {
    await rm(draft, { recursive: true, force: true });
    throw new UnavailableError(`PostgreSQL could not make its data folder in ${home}: ${lastLines(output)}`);
  }
  await rename(cluster, path.join(home, 'cluster'));
  await rm(draft, { recursive: true, force: true });
}

/** The end of a program's output, where it says what stopped it. */
export function lastLines(output: string, count = 4): string {
  return output.trim().split('\n').slice(-count).join(' | ');
}
