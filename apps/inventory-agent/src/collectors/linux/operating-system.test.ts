import { expect, test } from 'vitest';
import { replayText } from '../../recordings/replay-host.ts';
import { collect } from './operating-system.ts';

test('name, version and kernel', async () => {
  const host = replayText(`=== host pc.office.example.org x86_64
=== file /etc/os-release
NAME='openSUSE Leap'
VERSION_ID="15.5"
=== file /proc/sys/kernel/osrelease
5.14.21-150500.55.52-default
`);

  expect(await collect(host)).toEqual({
    HARDWARE: [
      {
        NAME: 'pc',
        OSNAME: 'openSUSE Leap 15.5',
        OSVERSION: '15.5',
        OSCOMMENTS: 'Linux 5.14.21-150500.55.52-default',
        ARCH: 'x86_64',
      },
    ],
  });
});

test('a system that says nothing of itself is Linux', async () => {
  const host = replayText('=== host box armv7l');

  expect(await collect(host)).toEqual({ HARDWARE: [{ NAME: 'box', OSNAME: 'Linux', ARCH: 'armv7l' }] });
});

test('what the administrator wrote into machine-info describes the host', async () => {
  const host = replayText(`=== host pc x86_64
=== file /usr/lib/os-release
NAME="Fedora Linux"
PRETTY_NAME="Fedora Linux 39"
=== file /etc/machine-info
PRETTY_HOSTNAME="Milica's PC"
LOCATION="Room 104"
`);

  expect((await collect(host)).HARDWARE?.[0]).toMatchObject({
    OSNAME: 'Fedora Linux',
    DESCRIPTION: "Milica's PC, Room 104",
  });
});
