import { expect, test } from 'vitest';
import { replayText } from '../../recordings/replay-host.ts';
import { collect } from './memory-total.ts';

test('what the kernel has, where firmware tells nothing', async () => {
  const host = replayText(
    '=== file /proc/meminfo\nMemTotal:       24684092 kB\nMemFree:        23713524 kB\nSwapTotal:       2097148 kB\n',
  );

  expect(await collect(host)).toEqual({ HARDWARE: [{ MEMORY: '24105', SWAP: '2047' }] });
});
