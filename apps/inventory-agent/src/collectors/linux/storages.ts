import type { InventorySections } from '@popis/inventory-format';
import { type Host, readNumber, readValue, toLines } from '../../host.ts';
import { toRow } from '../../rows.ts';

const folder = '/sys/block';
const sectorBytes = 512;
/** Made of memory, files or other block devices: nothing that one could take out. */
const madeUp = /^(loop|ram|zram|dm-|md|nbd|fd|drbd|bcache|zd)\d*/;
/** How disks behind SATA, whose vendor reads "ATA", begin their model names. */
const makers: readonly [RegExp, string][] = [
  [/^(WDC|WD\b|WD\d)/i, 'Western Digital'],
  [/^(Samsung|MZ)/i, 'Samsung'],
  [/^(ST\d|Seagate)/i, 'Seagate'],
  [/^(TOSHIBA|MQ0|MK\d|DT01)/i, 'Toshiba'],
  [/^(HGST|Hitachi|HTS|HDS|HUS|HUA)/i, 'HGST'],
  [/^(INTEL|SSDSC|SSDPE)/i, 'Intel'],
  [/^(CT\d|Crucial)/i, 'Crucial'],
  [/^(Micron|MTFD)/i, 'Micron'],
  [/^KINGSTON/i, 'Kingston'],
  [/^(SanDisk|SDSS)/i, 'SanDisk'],
  [/^(SK ?hynix|HFS|HFM)/i, 'SK hynix'],
  [/^KIOXIA/i, 'KIOXIA'],
  [/^(ADATA)/i, 'ADATA'],
  [/^(LITEON|PLEXTOR)/i, 'Lite-On'],
  [/^Corsair/i, 'Corsair'],
];

export async function isAvailable(host: Host): Promise<boolean> {
  return (await host.list(folder)).length > 0;
}

/** Sizes in MB of 10^6 bytes, as makers and other inventories count disks. */
export async function collect(host: Host): Promise<InventorySections> {
  const rows = [];
  for (const name of await host.list(folder)) {
    if (madeUp.test(name)) continue;
    const isOptical = name.startsWith('sr');
    const sectors = (await readNumber(host, `${folder}/${name}/size`)) ?? 0;
    // Empty card readers and the boot partitions of eMMC are no disks.
    if ((sectors === 0 && !isOptical) || /^mmcblk\d+(boot|rpmb)/.test(name)) continue;
    rows.push(await readStorageRow(host, name, isOptical ? undefined : sectors));
  }
  return { STORAGES: rows };
}

async function readStorageRow(host: Host, name: string, sectors: number | undefined) {
  const path = `${folder}/${name}`;
  const udev = await readUdev(host, path);
  const bus = toBus(name, (await host.readLink(path)) ?? '');
  const model =
    (await readValue(host, `${path}/device/model`)) ?? (await readValue(host, `${path}/device/name`));
  const vendor = await readValue(host, `${path}/device/vendor`);
  const firmware = (await readValue(host, `${path}/device/firmware_rev`)) ?? udev.get('ID_REVISION');
  return toRow({
    NAME: name,
    MANUFACTURER: toMaker(vendor, model),
    MODEL: model ?? udev.get('ID_MODEL'),
    DESCRIPTION: bus,
    TYPE: await readType(host, path, name, bus),
    DISKSIZE: sectors && Math.round((sectors * sectorBytes) / 1_000_000),
    SERIALNUMBER: await readSerial(host, path, udev),
    FIRMWARE: firmware ?? (await readValue(host, `${path}/device/rev`)),
  });
}

/** What udev found out by asking the device: `E:NAME=value` under the device number. */
async function readUdev(host: Host, path: string): Promise<Map<string, string>> {
  const values = new Map<string, string>();
  const number = await readValue(host, `${path}/dev`);
  for (const line of toLines(await host.readText(`/run/udev/data/b${number}`))) {
    const [, key, value] = /^E:([A-Z0-9_]+)=(.*)$/.exec(line) ?? [];
    if (key !== undefined && value !== undefined) values.set(key, value);
  }
  return values;
}

async function readSerial(host: Host, path: string, udev: ReadonlyMap<string, string>) {
  for (const file of ['device/serial', 'serial', 'device/cid']) {
    const serial = await readValue(host, `${path}/${file}`);
    if (serial !== undefined) return serial;
  }
  const known = udev.get('ID_SCSI_SERIAL') ?? udev.get('ID_SERIAL_SHORT');
  if (known !== undefined) return known;
  // SCSI page 80h, "unit serial number": four bytes of header.
  const page = await host.readBytes(`${path}/device/vpd_pg80`);
  return page?.subarray(4).toString('latin1').trim();
}

function toBus(name: string, link: string): string | undefined {
  if (name.startsWith('nvme')) return 'NVMe';
  if (name.startsWith('mmcblk')) return 'MMC';
  if (name.startsWith('vd') || link.includes('/virtio')) return 'virtio';
  if (name.startsWith('xvd')) return 'Xen';
  if (link.includes('/usb')) return 'USB';
  if (link.includes('/ata')) return 'SATA';
  return name.startsWith('sd') || name.startsWith('sr') ? 'SCSI' : undefined;
}

/** Virtual disks say that they rotate or not as they please: they are just disks. */
async function readType(host: Host, path: string, name: string, bus: string | undefined) {
  if (name.startsWith('sr')) return 'CD/DVD';
  if ((await readValue(host, `${path}/removable`)) === '1') return 'Removable';
  if (bus === 'NVMe' || bus === 'MMC') return 'SSD';
  if (bus !== 'SATA' && bus !== 'USB') return 'disk';
  return (await readValue(host, `${path}/queue/rotational`)) === '0' ? 'SSD' : 'HDD';
}

function toMaker(vendor: string | undefined, model: string | undefined): string | undefined {
  for (const [form, maker] of makers) {
    if (model !== undefined && form.test(model)) return maker;
  }
  // The kernel writes the number of the vendor for virtio and NVMe.
  return vendor === undefined || vendor === 'ATA' || vendor.startsWith('0x') ? undefined : vendor;
}
