import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { lockFolder } from './folder-lock.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'popis-lock-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

test('a folder in use is refused with the number of the process that has it', async () => {
  const release = await lockFolder(folder);

  await expect(lockFolder(folder)).rejects.toMatchObject({
    name: 'ConflictError',
    message: `The data folder ${folder} is in use by process ${process.pid}; stop that one first, or choose another folder`,
    context: { pid: process.pid },
  });
  await release();
});

test('a folder that was let go can be locked again', async () => {
  const release = await lockFolder(folder);
  await release();

  const again = await lockFolder(folder);

  await again();
  expect(readdirSync(path.join(folder, 'locks'))).toEqual([]);
});

test('claims of processes that are gone, of an earlier boot, or cut short hold nothing', async () => {
  const claims = path.join(folder, 'locks');
  mkdirSync(claims);
  writeFileSync(path.join(claims, 'gone.json'), JSON.stringify({ pid: 2 ** 22 + 1, startedAt: 'boot:1' }));
  writeFileSync(path.join(claims, 'boot.json'), JSON.stringify({ pid: process.pid, startedAt: 'boot:1' }));
  writeFileSync(path.join(claims, 'short.json'), '{"pid":1');

  const release = await lockFolder(folder);

  await release();
});

test('two that start at once never both get the folder', async () => {
  const held = { now: 0, most: 0 };
  async function contend() {
    const release = await lockFolder(folder);
    held.now++;
    held.most = Math.max(held.most, held.now);
    await new Promise((resolve) => setTimeout(resolve, 600));
    held.now--;
    await release();
  }

  await Promise.allSettled([contend(), contend()]);

  expect(held.most).toBeLessThanOrEqual(1);
});
