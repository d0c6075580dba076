import { mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createStateStore } from './state.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'popis-agent-'));
});

afterEach(async () => {
  await rm(folder, { recursive: true });
});

test('what is written is read again, for each server on its own', async () => {
  const store = createStateStore(folder);
  const first = {
    knownAs: 'a',
    accountInfo: [{ name: 'TAG', value: 'Šabac 1' }],
    acceptedDigests: { BIOS: 'x' },
  };

  await store.writeIdentity({ deviceId: 'a', hostname: 'pc' });
  await store.writeServer('http://one.example.org/ocsinventory', first);

  const again = createStateStore(folder);
  expect(await again.readIdentity()).toEqual({ deviceId: 'a', hostname: 'pc' });
  expect(await again.readServer('http://one.example.org/ocsinventory')).toEqual(first);
  expect(await again.readServer('https://one.example.org/ocsinventory')).toEqual({
    accountInfo: [],
    acceptedDigests: {},
  });
});

test('a key is kept for one server, in a file that only its owner may read', async () => {
  const store = createStateStore(folder);
  const key = { privateKey: 'p', counter: 3, isEnrolled: true };

  await store.writeKey('http://one.example.org/ocsinventory', key);

  expect(await store.readKey('http://one.example.org/ocsinventory')).toEqual(key);
  expect(await store.readKey('http://two.example.org/ocsinventory')).toBeUndefined();
  const [file = ''] = await readdir(path.join(folder, 'keys'));
  expect((await stat(path.join(folder, 'keys', file))).mode & 0o777).toBe(0o600);
});

test('files are for the agent alone, and no drafts are left', async () => {
  const store = createStateStore(path.join(folder, 'new'));

  await store.writeIdentity({ deviceId: 'a', hostname: 'pc' });
  await store.writeIdentity({ deviceId: 'b', hostname: 'pc' });

  expect(await readdir(path.join(folder, 'new'))).toEqual(['device.json']);
  expect((await stat(path.join(folder, 'new'))).mode & 0o777).toBe(0o700);
  expect((await stat(path.join(folder, 'new/device.json'))).mode & 0o777).toBe(0o600);
});

test('a damaged file is named, with what to do about it', async () => {
  await writeFile(path.join(folder, 'device.json'), '{"deviceId": ');

  await expect(createStateStore(folder).readIdentity()).rejects.toThrow(
    `reading the state file ${folder}/device.json; remove it to start anew`,
  );
});

test('a file that cannot be read is named, with another advice', async () => {
  await mkdir(path.join(folder, 'device.json'));

  await expect(createStateStore(folder).readIdentity()).rejects.toThrow('--state-dir names another folder');
});

test('a folder that cannot be made is named', async () => {
  await writeFile(path.join(folder, 'file'), '');
  const store = createStateStore(path.join(folder, 'file/state'));

  await expect(store.writeIdentity({ deviceId: 'a', hostname: 'pc' })).rejects.toThrow(
    '--state-dir names another folder',
  );
});
