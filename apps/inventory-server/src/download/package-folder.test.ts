import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { ConflictError } from '@popis/errors';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { findPackageFile, removePackage, writePackage } from './package-folder.ts';

const built = { info: '<DOWNLOAD />', fragments: [Buffer.from('one'), Buffer.from('two')] };
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'popis-packages-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

test('what was written is found, and gone after it was taken away', async () => {
  const root = path.join(folder, 'new');
  await writePackage(root, '1700000001', built);

  const info = await findPackageFile(root, '1700000001', 'info');
  const second = await findPackageFile(root, '1700000001', '1700000001-2');

  expect(info?.bytes).toBe(12);
  expect(info && (await text(info.stream))).toBe('<DOWNLOAD />');
  expect(second && (await text(second.stream))).toBe('two');
  await removePackage(root, '1700000001');
  expect(await findPackageFile(root, '1700000001', 'info')).toBeUndefined();
});

test('a number is given once, and nothing of the second stays', async () => {
  await writePackage(folder, '1700000001', built);

  await expect(writePackage(folder, '1700000001', { ...built, info: 'other' })).rejects.toThrow(
    ConflictError,
  );

  expect(await readdir(folder)).toEqual(['1700000001']);
  const info = await findPackageFile(folder, '1700000001', 'info');
  expect(info && (await text(info.stream))).toBe('<DOWNLOAD />');
});

test.each([
  ['..', 'info'],
  ['1700000001', '../1700000001/info'],
  ['1700000001', '1700000002-1'],
  ['1700000001', '1700000001-0'],
  ['1700000001', '1700000001-9'],
  ['1700000001', '.'],
  ['1700000001', 'secret'],
  ['1700000009', 'info'],
])('%s/%s is none', async (id, name) => {
  await writePackage(folder, '1700000001', built);
  await writeFile(path.join(folder, '1700000001', 'secret'), 'x');

  expect(await findPackageFile(folder, id, name)).toBeUndefined();
});
