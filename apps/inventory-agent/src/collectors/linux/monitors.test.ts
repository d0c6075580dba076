import { expect, test } from 'vitest';
import { replayText } from '../../recordings/replay-host.ts';
import { collect, isAvailable } from './monitors.ts';

test('connectors without a monitor, or with one that does not identify itself, give no rows', async () => {
  const host = replayText(`=== file /sys/class/drm/card0-DP-1/status
disconnected
=== file /sys/class/drm/card0-VGA-1/status
connected
=== file /sys/class/drm/card0-VGA-1/edid
`);

  expect(await isAvailable(host)).toBe(true);
  expect(await collect(host)).toEqual({ MONITORS: [] });
});

test('a host without connectors cannot tell', async () => {
  expect(await isAvailable(replayText('=== directory /sys/class/drm\nversion\n'))).toBe(false);
});
