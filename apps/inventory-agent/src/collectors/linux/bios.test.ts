import { expect, test } from 'vitest';
import { replayText } from '../../recordings/replay-host.ts';
import { collect, isAvailable } from './bios.ts';

test('a host without firmware tables says nothing of its BIOS', async () => {
  expect(await isAvailable(replayText('=== host vm x86_64'))).toBe(false);
});

test('what the kernel shows to everybody is used where the table cannot be read', async () => {
  const host = replayText(`=== file /sys/class/dmi/id/sys_vendor
ASUSTeK COMPUTER INC.
=== file /sys/class/dmi/id/product_name
System Product Name
=== file /sys/class/dmi/id/board_name
PRIME B450-PLUS
=== file /sys/class/dmi/id/product_uuid
0A1B2C3D-0000-0000-0000-04D9F5000001
=== file /sys/class/dmi/id/chassis_type
3
`);

  expect(await isAvailable(host)).toBe(true);
  expect(await collect(host)).toEqual({
    BIOS: [{ SMANUFACTURER: 'ASUSTeK COMPUTER INC.', TYPE: 'Desktop', MMODEL: 'PRIME B450-PLUS' }],
    HARDWARE: [{ UUID: '0a1b2c3d-0000-0000-0000-04d9f5000001' }],
  });
});

test('a Lenovo goes by the name people know and its order number', async () => {
  const host = replayText(`=== file /sys/class/dmi/id/sys_vendor
LENOVO
=== file /sys/class/dmi/id/product_name
20L5CTO1WW
=== file /sys/class/dmi/id/product_version
ThinkPad T480
`);

  expect((await collect(host)).BIOS).toEqual([
    { SMANUFACTURER: 'LENOVO', SMODEL: 'ThinkPad T480 (20L5CTO1WW)' },
  ]);
});
