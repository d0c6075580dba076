import { expect, test } from 'vitest';
import type { Host } from '../../host.ts';
import { replayText } from '../../recordings/replay-host.ts';
import { collect } from './drives.ts';

test('a file system of another host is never asked for its size', async () => {
  const asked: string[] = [];
  const recorded = replayText(
    '=== file /proc/self/mountinfo\n1 0 8:1 / / rw - ext4 /dev/sda1 rw\n2 1 0:9 / /mnt rw - nfs4 nas:/x rw\n',
  );
  const host: Host = {
    ...recorded,
    space: async (mountPoint) => {
      asked.push(mountPoint);
      return { totalBytes: 3 * 1024 * 1024, freeBytes: 1024 * 1024 };
    },
  };

  const { DRIVES } = await collect(host);

  expect(asked).toEqual(['/']);
  expect(DRIVES).toEqual([
    { TYPE: '/', FILESYSTEM: 'ext4', VOLUMN: '/dev/sda1', TOTAL: '3', FREE: '1' },
    { TYPE: '/mnt', FILESYSTEM: 'nfs4', VOLUMN: 'nas:/x' },
  ]);
});
