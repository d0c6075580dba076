import { expect, test } from 'vitest';
import { replayText } from '../../recordings/replay-host.ts';
import { collect as collectApt } from './repositories-apt.ts';
import { collect as collectRpm } from './repositories-rpm.ts';

test('apt: both formats, without what is off, sources and credentials', async () => {
  const host = replayText(`=== file /etc/apt/sources.list
deb [ arch=amd64 ] https://me:secret@apt.example.org/debian bookworm main contrib # ours
#deb http://off.example.org bookworm main
deb-src http://deb.debian.org/debian bookworm main
=== file /etc/apt/sources.list.d/debian.sources
Types: deb
# snapshot of May
URIs: http://deb.debian.org/debian
Suites: bookworm bookworm-updates
Components: main

Types: deb
Enabled: no
URIs: http://off.example.org
Suites: x
=== file /etc/apt/sources.list.d/old.list.save
deb http://old.example.org x main
`);

  expect((await collectApt(host)).REPOSITORY?.map((row) => [row.BASEURL, row.NAME])).toEqual([
    ['https://apt.example.org/debian', 'bookworm main contrib'],
    ['http://deb.debian.org/debian', 'bookworm main'],
    ['http://deb.debian.org/debian', 'bookworm-updates main'],
  ]);
});

test('rpm: several in a file, without what is off', async () => {
  const host = replayText(`=== file /etc/yum.repos.d/all.repo
# comment
[base]
name = Base
mirrorlist=http://mirror.example.org/list
[debug]
enabled=0
name=Debug
[nameless]
baseurl=https://rpm.example.org/x
`);

  expect((await collectRpm(host)).REPOSITORY).toEqual([
    { NAME: 'Base', MIRRORS: 'http://mirror.example.org/list', FILENAME: '/etc/yum.repos.d/all.repo' },
    { NAME: 'nameless', BASEURL: 'https://rpm.example.org/x', FILENAME: '/etc/yum.repos.d/all.repo' },
  ]);
});
