import { appendFile, mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { closeFiles, openFiles, refuseChanged } from './open-files.ts';

const fileOf = (file: string) => ({ name: file, file, key: 'code', columns: [] });
const files = [fileOf('a.csv'), fileOf('b.csv')];
let folder: string;
let at: (name: string) => string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'popis-csv-'));
  at = (name) => path.join(folder, name);
  for (const { file } of files) await writeFile(at(file), 'code\n1\n');
});
afterEach(() => rm(folder, { recursive: true }));

test.each<[string, () => Promise<unknown>]>([
  ['written', () => appendFile(at('b.csv'), '2\n')],
  ['written anew at the same length', () => writeFile(at('b.csv'), 'code\n2\n')],
  ['removed', () => rm(at('b.csv'))],
  [
    'replaced',
    async () => {
      await writeFile(at('new'), 'code\n1\n');
      await rename(at('new'), at('b.csv'));
    },
  ],
])('a file that is %s while it is read is noticed', async (_name, happen) => {
  const opened = await openFiles(folder, files);
  await refuseChanged(folder, opened);
  await happen();

  await expect(refuseChanged(folder, opened)).rejects.toMatchObject({
    name: 'UpstreamFailedError',
    message: expect.stringMatching(/^b\.csv: written while it was read\. Nothing was sent/),
  });

  await closeFiles(opened);
});

test('all files that are missing or are none are named, with what the folder has', async () => {
  await rm(at('a.csv'));
  await rm(at('b.csv'));
  await mkdir(at('b.csv'));
  await writeFile(at('A.CSV'), '');

  await expect(openFiles(folder, files)).rejects.toMatchObject({
    faults: [
      { path: 'a.csv', message: `is not in ${folder}, which has: A.CSV, b.csv` },
      { path: 'b.csv', message: 'is no file' },
    ],
  });
});
