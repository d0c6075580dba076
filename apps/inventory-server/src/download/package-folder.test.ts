import { createHash } from 'node:crypto';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { ConflictError } from '@popis/errors';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { PackageDefinition } from './build-package.ts';
import { findPackageFile, removePackage, writePackage } from './package-folder.ts';

const definition: PackageDefinition = {
  id: '1700000001',
  priority: 5,
  action: { kind: 'STORE', path: '/opt' },
  protocol: 'HTTPS',
  digest: 'SHA1',
  digestEncoding: 'Hexa',
  fragmentBytes: 3,
};

let folder: string;

/** An archive as it comes, in pieces of any size. */
async function* inPieces(...pieces: string[]) {
  for (const piece of pieces) yield Buffer.from(piece);
}

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'popis-packages-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

test('what was written is found, and gone after it was taken away', async () => {
  const root = path.join(folder, 'new');
  const cut = await writePackage(root, definition, inPieces('on', 'etwoth', 're', 'e!'));

  const info = await findPackageFile(root, '1700000001', 'info');
  const second = await findPackageFile(root, '1700000001', '1700000001-2');

  expect(cut).toEqual({
    bytes: 12,
    fragments: 4,
    digest: createHash('sha1').update('onetwothree!').digest('hex'),
  });
  expect(info && (await text(info.stream))).toContain(`FRAGS="4" DIGEST_ALGO="SHA1"`);
  expect(second && (await text(second.stream))).toBe('two');
  await removePackage(root, '1700000001');
  expect(await findPackageFile(root, '1700000001', 'info')).toBeUndefined();
});

test('a number is given once, and nothing of the second stays', async () => {
  await writePackage(folder, definition, inPieces('one'));

  await expect(writePackage(folder, definition, inPieces('another'))).rejects.toThrow(ConflictError);

  expect(await readdir(folder)).toEqual(['1700000001']);
  const first = await findPackageFile(folder, '1700000001', '1700000001-1');
  expect(first && (await text(first.stream))).toBe('one');
});

test('of an archive that breaks off nothing stays', async () => {
  async function* brokenOff() {
    yield Buffer.from('onet');
    throw new Error('the connection is gone');
  }

  await expect(writePackage(folder, definition, brokenOff())).rejects.toThrow('the connection is gone');

  expect(await readdir(folder)).toEqual([]);
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
  await writePackage(folder, definition, inPieces('one'));
  await writeFile(path.join(folder, '1700000001', 'secret'), 'x');

  expect(await findPackageFile(folder, id, name)).toBeUndefined();
});
