import { expect, test } from 'vitest';
import { toRow } from './rows.ts';
import { formatInstallDate, toBitsWidth, toFileSize } from './software.ts';
import { hideCredentials } from './url-credentials.ts';

test('a row holds what is known, with single blanks and without control characters', () => {
  const row = toRow({ NAME: '  SAMSUNG\u0000  MZ\tVL ', SIZE: 0, SERIAL: '   ', MODEL: undefined });

  expect(row).toEqual({ NAME: 'SAMSUNG MZ VL', SIZE: '0' });
});

test('a size that the column cannot hold is left out', () => {
  expect(toFileSize(2_147_483_647)).toBe(2_147_483_647);
  expect(toFileSize(2_147_483_648)).toBeUndefined();
  expect(toFileSize(Number.NaN)).toBeUndefined();
  expect(toFileSize(0)).toBeUndefined();
});

test('an installation date is written as OCS agents do', () => {
  expect(formatInstallDate(new Date(2024, 3, 2, 7, 5, 9))).toBe('2024/04/02 07:05:09');
  expect(formatInstallDate(new Date(Number.NaN))).toBeUndefined();
});

test.each([
  ['amd64', 64],
  ['x86_64', 64],
  ['aarch64', 64],
  ['s390x', 64],
  ['i386', 32],
  ['armhf', 32],
  ['all', undefined],
  ['noarch', undefined],
  [undefined, undefined],
])('a package for %s is for %s bits', (architecture, width) => {
  expect(toBitsWidth(architecture)).toBe(width);
});

test.each([
  ['smb://user:secret@server/printer', 'smb://server/printer'],
  ['https://token@packages.example.org/apt', 'https://packages.example.org/apt'],
  ['http://deb.debian.org/debian', 'http://deb.debian.org/debian'],
  ['//user:pw@nas/share', '//nas/share'],
])('%s is reported as %s', (url, expected) => {
  expect(hideCredentials(url)).toBe(expected);
});
