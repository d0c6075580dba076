import { expect, test } from 'vitest';
import { replayText } from '../../recordings/replay-host.ts';
import { isAvailable as hasDpkg } from './software-dpkg.ts';
import { isAvailable as hasFlatpak } from './software-flatpak.ts';
import { collect as collectRpm, isAvailable as hasRpm } from './software-rpm.ts';
import { isAvailable as hasSnap } from './software-snap.ts';

const rpmQuery =
  '["rpm","--query","--all","--queryformat","%{NAME}\\\\t%{VERSION}\\\\t%{RELEASE}\\\\t%{ARCH}\\\\t%{SIZE}\\\\t%{INSTALLTIME}\\\\t%{VENDOR}\\\\t%{SUMMARY}\\\\n"]';

test('a package tool without its database is no package system', async () => {
  const host = replayText('=== command rpm\n=== command dpkg-query\n=== command snap\n=== command flatpak\n');

  expect([await hasRpm(host), await hasDpkg(host), await hasSnap(host), await hasFlatpak(host)]).toEqual([
    false,
    false,
    false,
    false,
  ]);
});

test('packages in another order are the same report', async () => {
  const line = (name: string) => `${name}\t1\t1\tx86_64\t10\t1700000000\tVendor\tsummary`;
  const host = (names: string[]) => replayText(`=== run 0 ${rpmQuery}\n${names.map(line).join('\n')}\n`);

  const first = await collectRpm(host(['zlib', 'bash']));

  expect(await collectRpm(host(['bash', 'zlib']))).toEqual(first);
  expect(first.SOFTWARES?.map((row) => row.NAME)).toEqual(['bash', 'zlib']);
});

test('a locked database fails the collector instead of reporting nothing', async () => {
  const host = replayText(
    `=== run 1 ${rpmQuery}\n=== stderr ${rpmQuery}\nerror: cannot open Packages database\n`,
  );

  await expect(collectRpm(host)).rejects.toThrow('rpm ended with 1: error: cannot open Packages database');
});
