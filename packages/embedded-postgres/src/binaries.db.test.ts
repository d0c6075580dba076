import { randomUUID } from 'node:crypto';
import { chmodSync, cpSync, existsSync, mkdtempSync, readdirSync, realpathSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { packageName, prepareBinaries } from './binaries.ts';
import { runCommand } from './command.ts';
import { chooseOsUser } from './os-user.ts';

const asRoot = process.getuid?.() === 0;
let folder: string;
let bundle: { folder: string; version: string };

/** The package as npm unpacks it when install scripts are off: no symbolic link, and here no program may be run either. */
beforeEach(() => {
  const name = packageName(process.platform, process.arch);
  const installed = path.resolve(path.dirname(createRequire(import.meta.url).resolve(name)), '..');
  folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'popis-binaries-')));
  chmodSync(folder, 0o755);
  bundle = { folder: path.join(folder, 'package'), version: `18.0.0-test-${randomUUID()}` };
  cpSync(path.join(installed, 'native'), path.join(bundle.folder, 'native'), { recursive: true, mode: 2 });
  for (const entry of readdirSync(bundle.folder, { recursive: true, withFileTypes: true })) {
    const file = path.join(entry.parentPath, entry.name);
    if (entry.isSymbolicLink()) rmSync(file);
    else if (entry.isFile()) chmodSync(file, 0o644);
  }
});
afterEach(() => {
  chmodSync(bundle.folder, 0o755);
  rmSync(folder, { recursive: true });
  rmSync(`/var/lib/popis/postgresql-${bundle.version}`, { recursive: true, force: true });
});

test('links and executable bits that npm left out are made in place', async () => {
  const user = await chooseOsUser(folder);
  const notices: string[] = [];

  const binaries = await prepareBinaries(user, folder, (line) => notices.push(line), bundle);

  expect(binaries.postgres).toBe(path.join(bundle.folder, 'native', 'bin', 'postgres'));
  expect((await runCommand(binaries.initdb, ['--version'], user)).output).toContain('(PostgreSQL) 18');
  expect(notices).toEqual([]);
});

test('programs that the user cannot run where they lie are copied, also by two processes at once', async () => {
  const user = await chooseOsUser(folder);
  // Root may write anywhere, but its unprivileged user may not enter; an ordinary user may not write here.
  if (asRoot) chmodSync(bundle.folder, 0o700);
  else for (const name of ['native/bin', 'native/lib']) chmodSync(path.join(bundle.folder, name), 0o555);
  if (!asRoot) chmodSync(path.join(bundle.folder, 'native', 'bin', 'postgres'), 0o444);
  const notices: string[] = [];
  const prepare = () => prepareBinaries(user, folder, (line) => notices.push(line), bundle);

  const [first, second] = await Promise.all([prepare(), prepare()]);

  const copy = path.join(asRoot ? '/var/lib/popis' : folder, `postgresql-${bundle.version}`);
  expect(first.postgres).toBe(path.join(copy, 'native', 'bin', 'postgres'));
  expect(second).toEqual(first);
  expect((await runCommand(first.initdb, ['--version'], user)).output).toContain('(PostgreSQL) 18');
  expect(notices.length).toBeGreaterThan(0);
  expect(readdirSync(path.dirname(copy)).filter((name) => name.endsWith('.new'))).toEqual([]);
  expect(existsSync(path.join(copy, 'native', 'share'))).toBe(true);
});
