import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readLinkName, readNumber, readValue } from './host.ts';
import { createLocalHost } from './local-host.ts';

let folder: string;
const host = createLocalHost(() => undefined);

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'popis-agent-'));
});

afterEach(async () => {
  await rm(folder, { recursive: true });
});

test('files, folders and links are read as they are', async () => {
  await writeFile(path.join(folder, 'b'), ' 42\n');
  await symlink('../drivers/e1000e', path.join(folder, 'a'));

  expect(await readValue(host, path.join(folder, 'b'))).toBe('42');
  expect(await readNumber(host, path.join(folder, 'b'))).toBe(42);
  expect(await readLinkName(host, path.join(folder, 'a'))).toBe('e1000e');
  expect(await host.list(folder)).toEqual(['a', 'b']);
  expect(await host.modifiedAt(path.join(folder, 'b'))).toBeInstanceOf(Date);
});

test('what is not there is undefined or empty', async () => {
  const missing = path.join(folder, 'missing/deeper');

  expect(await host.readText(missing)).toBeUndefined();
  expect(await host.readText(folder)).toBeUndefined();
  expect(await host.readLink(missing)).toBeUndefined();
  expect(await host.modifiedAt(missing)).toBeUndefined();
  expect(await host.space(missing)).toBeUndefined();
  expect(await host.list(missing)).toEqual([]);
  expect(await host.hasCommand('no-such-command')).toBe(false);
});

test('a command runs without a shell, in the plain language, and without the secrets of this process', async () => {
  const { stdout } = await host.run('env', []);
  const { stdout: words } = await host.run('echo', ['$HOME', '; id', '*']);

  expect(stdout).toContain('LC_ALL=C\n');
  expect(
    Object.fromEntries(
      stdout
        .trim()
        .split('\n')
        .map((line) => line.split('=')),
    ),
  ).not.toHaveProperty('VITEST');
  expect(words).toBe('$HOME ; id *\n');
});

test('a command that ends with an error is a result, one that is missing is not', async () => {
  expect(await host.run('sh', ['-c', 'echo out; echo err >&2; exit 3'])).toEqual({
    exitCode: 3,
    stdout: 'out\n',
    stderr: 'err\n',
  });
  await expect(host.run('no-such-command', [])).rejects.toThrow('no-such-command is not installed');
});

test('a command that says too much is stopped', async () => {
  await expect(
    host.run('sh', ['-c', 'while :; do echo yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy; done']),
  ).rejects.toThrow('maxBuffer');
});

test('addresses and space of this very host', async () => {
  const space = await host.space('/');

  expect(host.addresses()).toContainEqual(
    expect.objectContaining({ interfaceName: 'lo', address: '127.0.0.1', netmask: '255.0.0.0' }),
  );
  expect(space?.totalBytes).toBeGreaterThan(space?.freeBytes ?? 0);
});
