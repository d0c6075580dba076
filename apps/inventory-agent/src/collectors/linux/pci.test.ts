import { expect, test } from 'vitest';
import { replayText } from '../../recordings/replay-host.ts';
import { collect as collectControllers, isAvailable } from './controllers.ts';
import { collect as collectSounds } from './sounds.ts';
import { collect as collectVideos } from './videos.ts';

const device = (address: string, vendor: string, id: string, classCode: string) => {
  const path = `/sys/bus/pci/devices/${address}`;
  return `=== file ${path}/vendor\n0x${vendor}\n=== file ${path}/device\n0x${id}\n=== file ${path}/class\n0x${classCode}\n=== file ${path}/revision\n0x01\n`;
};

test('a host without pci.ids still names what virtual machines are made of', async () => {
  const host = replayText(
    device('0000:00:01.0', '1af4', '1041', '020000') + device('0000:00:02.0', 'abcd', '0001', '0b4000'),
  );

  expect((await collectControllers(host)).CONTROLLERS).toEqual([
    {
      MANUFACTURER: 'Red Hat, Inc.',
      NAME: 'Virtio 1.0 network device',
      CAPTION: '0000:00:01.0 [1af4:1041]',
      VERSION: '01',
      TYPE: 'Ethernet controller',
    },
    {
      MANUFACTURER: 'Vendor abcd',
      NAME: 'Device 0001',
      CAPTION: '0000:00:02.0 [abcd:0001]',
      VERSION: '01',
      TYPE: 'Class 0b40',
    },
  ]);
});

test('a host without a PCI bus says nothing of controllers', async () => {
  expect(await isAvailable(replayText('=== host box aarch64'))).toBe(false);
});

test('the memory of a graphics card is what its driver knows', async () => {
  const host = replayText(`${device('0000:03:00.0', '1002', '699f', '030000')}
=== file /sys/bus/pci/devices/0000:03:00.0/mem_info_vram_total
4294967296
=== file /sys/bus/pci/devices/0000:03:00.0/resource
0x00000000e0000000 0x00000000efffffff 0x000000000014220c
`);

  expect((await collectVideos(host)).VIDEOS?.[0]?.MEMORY).toBe('4096');
});

test('sound on USB is found, and sound on the PCI bus is not found twice', async () => {
  const host = replayText(`${device('0000:00:1f.3', '8086', 'a348', '040300')}
=== file /proc/asound/cards
 0 [PCH            ]: HDA-Intel - HDA Intel PCH
                      HDA Intel PCH at 0xde220000 irq 137
 1 [Device         ]: USB-Audio - Plantronics Blackwire 3220 Seri
                      Plantronics at usb-0000:00:14.0-4, full speed
`);

  expect((await collectSounds(host)).SOUNDS?.map((row) => row.NAME)).toEqual([
    'Device a348',
    'Plantronics Blackwire 3220 Seri',
  ]);
});
