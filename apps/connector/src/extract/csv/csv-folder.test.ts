import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openCsvFolder, toAskedFolderUrl, toFolderUrl } from './csv-folder.ts';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'popis csv #'));
});
afterAll(() => rm(folder, { recursive: true }));

test('a folder says how its files are read', async () => {
  const url = toFolderUrl(folder, {
    encoding: 'Windows-1250',
    delimiter: 'tab',
    files: 'employees.csv, sectors.csv',
  });

  expect(await openCsvFolder(url)).toMatchObject({
    folder,
    encoding: 'windows-1250',
    separator: '\t',
    only: ['employees.csv', 'sectors.csv'],
  });
  expect(await openCsvFolder(toFolderUrl(folder))).toMatchObject({
    encoding: 'utf-8',
    separator: undefined,
    only: undefined,
  });
});

test('all faults of a folder come at once', async () => {
  const opened = openCsvFolder(
    'file://server/no/such/folder?encoding=cp852&delimiter=pipe&files=,&color=red',
  );

  await expect(opened).rejects.toMatchObject({
    faults: [
      { path: expect.stringContaining('server'), message: expect.stringContaining('names a host') },
      { path: 'color', message: 'is unknown; there are encoding, delimiter, files' },
      { path: 'encoding', message: expect.stringContaining('windows-1250') },
      { path: 'delimiter', message: 'must be comma, semicolon or tab' },
      { path: 'files', message: 'names no file' },
      { path: '/no/such/folder', message: 'is no folder that can be read' },
    ],
  });
});

test('a folder of the command line is read as the configured one, unless it is given as a URL', () => {
  const configured = 'file:///srv/hr?encoding=windows-1250';

  expect(toAskedFolderUrl('/tmp/hr', configured)).toBe('file:///tmp/hr?encoding=windows-1250');
  expect(toAskedFolderUrl('/tmp/hr', 'postgres://db/inventory?sslmode=require')).toBe('file:///tmp/hr');
  expect(toAskedFolderUrl('hr', undefined)).toBe(`file://${process.cwd()}/hr`);
  expect(toAskedFolderUrl('file:///tmp/hr?delimiter=tab', configured)).toBe('file:///tmp/hr?delimiter=tab');
  expect(() => toAskedFolderUrl('file://[', undefined)).toThrow('--folder names no folder');
});
