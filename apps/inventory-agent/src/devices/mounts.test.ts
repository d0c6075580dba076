import { expect, test } from 'vitest';
import { listFileSystems } from './mounts.ts';

test('the root of a container counts although it is on no device', () => {
  const found = listFileSystems(
    '1 0 0:50 / / rw - overlay overlay rw,lowerdir=/x\n2 1 254:1 /h /etc/hosts rw - ext4 /dev/vda1 rw',
  );

  expect(found).toEqual([
    { mountPoint: '/', type: 'overlay', source: 'overlay', isRemote: false },
    { mountPoint: '/etc/hosts', type: 'ext4', source: '/dev/vda1', isRemote: false },
  ]);
});

test('a device mounted at several places counts once, at the first', () => {
  const found = listFileSystems(
    '1 0 8:1 / / rw - ext4 /dev/sda1 rw\n2 1 8:1 /srv /mnt rw - ext4 /dev/sda1 rw\n3 1 8:2 / /a rw - xfs /dev/sda2 rw\n4 1 8:2 / /b rw - xfs /dev/sda2 rw',
  );

  expect(found.map(({ mountPoint }) => mountPoint)).toEqual(['/', '/a']);
});

test('neither memory, nor images, nor waiting automounts hold data', () => {
  const lines = [
    'tmpfs tmpfs rw',
    'squashfs /dev/loop3 ro',
    'proc proc rw',
    'autofs systemd-1 rw,fd=29',
    'fuse.gvfsd-fuse gvfsd-fuse rw',
    'cgroup2 cgroup2 rw',
  ];
  const text = lines
    .map((line, index) => `${index} 1 0:${index} / /m${index} rw shared:1 - ${line}`)
    .join('\n');

  expect(listFileSystems(text)).toEqual([]);
});

test('another host is told apart, and its password is not told', () => {
  const [found] = listFileSystems('1 0 0:50 / /mnt/with\\040blank rw - cifs //user:secret@nas/share rw');

  expect(found).toEqual({
    mountPoint: '/mnt/with blank',
    type: 'cifs',
    source: '//nas/share',
    isRemote: true,
  });
});
