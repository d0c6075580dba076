import type { InventorySections } from '@popis/inventory-format';
import { type IdNames, readIdNames } from '../../devices/id-names.ts';
import { knownUsbClasses } from '../../devices/known-names.ts';
import { type Host, readValue } from '../../host.ts';
import { toRow } from '../../rows.ts';

const folder = '/sys/bus/usb/devices';

export async function isAvailable(host: Host): Promise<boolean> {
  return (await host.list(folder)).length > 0;
}

/** Devices such as `1-4.2`; `usb1` is the controller's own hub and `1-4:1.0` an interface of a device. */
export async function collect(host: Host): Promise<InventorySections> {
  const entries = await host.list(folder);
  const names = await readIdNames(host, 'usb.ids');
  const rows = [];
  for (const device of entries.filter((name) => /^\d+-[\d.]+$/.test(name))) {
    const interfaces = entries.filter((name) => name.startsWith(`${device}:`));
    rows.push(await readDeviceRow(host, names, device, interfaces));
  }
  return { USBDEVICES: rows };
}

async function readDeviceRow(host: Host, names: IdNames, device: string, interfaces: readonly string[]) {
  const read = (name: string) => readValue(host, `${folder}/${device}/${name}`);
  const vendorId = (await read('idVendor')) ?? '';
  const productId = (await read('idProduct')) ?? '';
  const classes = new Set<string>();
  for (const entry of interfaces) {
    const code = await readValue(host, `${folder}/${entry}/bInterfaceClass`);
    if (code !== undefined) classes.add(knownUsbClasses[code] ?? `Class ${code}`);
  }
  const version = await read('version');
  return toRow({
    DESCRIPTION: (await read('product')) ?? names.device(vendorId, productId) ?? `${vendorId}:${productId}`,
    MANUFACTURER: (await read('manufacturer')) ?? names.vendor(vendorId),
    SERIAL: await read('serial'),
    TYPE: [...classes].join(', '),
    INTERFACE: version && `USB ${version}`,
  });
}
