import { expect, test } from 'vitest';
import { replayText } from '../../recordings/replay-host.ts';
import { collect } from './storages.ts';

const disk = (name: string, files: Record<string, string>, link = `../devices/ata1/block/${name}`) => {
  const parts = [`=== link /sys/block/${name}\n${link}\n`];
  for (const [file, value] of Object.entries(files))
    parts.push(`=== file /sys/block/${name}/${file}\n${value}\n`);
  return parts.join('');
};

test('the serial number comes from the disk itself where udev does not know it', async () => {
  const page = Buffer.from('\0\x80\0\x10WD-WCC4E1234567 ', 'latin1').toString('hex');
  const host = replayText(
    `${disk('sda', { size: '7814037168', 'device/model': 'WDC WD40EFRX-68N', 'device/vendor': 'ATA', 'queue/rotational': '1' })}
=== bytes /sys/block/sda/device/vpd_pg80
${page}
`,
  );

  expect((await collect(host)).STORAGES).toEqual([
    {
      NAME: 'sda',
      MANUFACTURER: 'Western Digital',
      MODEL: 'WDC WD40EFRX-68N',
      DESCRIPTION: 'SATA',
      TYPE: 'HDD',
      DISKSIZE: '4000787',
      SERIALNUMBER: 'WD-WCC4E1234567',
    },
  ]);
});

test.each([
  ['sdb', { removable: '1' }, '../devices/usb1/1-4/block/sdb', 'Removable', 'USB'],
  ['sdc', { 'queue/rotational': '0' }, '../devices/ata2/block/sdc', 'SSD', 'SATA'],
  ['sdd', { 'queue/rotational': '1' }, '../devices/pci0000:00/virtio1/host0/block/sdd', 'disk', 'virtio'],
  ['xvda', { 'queue/rotational': '0' }, '../devices/vbd-51712/block/xvda', 'disk', 'Xen'],
])('%s is a disk of the right type', async (name, files, link, type, bus) => {
  const host = replayText(disk(name, { size: '1000000', ...files }, link));

  expect((await collect(host)).STORAGES?.[0]).toMatchObject({ TYPE: type, DESCRIPTION: bus });
});

test('what is made of other devices, or has no medium, is no disk', async () => {
  const names = ['loop0', 'ram0', 'zram0', 'dm-1', 'md127', 'nbd0', 'zd16'];
  const host = replayText(
    names.map((name) => disk(name, { size: '2048' })).join('') + disk('sde', { size: '0' }),
  );

  expect((await collect(host)).STORAGES).toEqual([]);
});
