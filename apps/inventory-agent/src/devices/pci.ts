import { type Host, readLinkName, readValue } from '../host.ts';
import { type IdNames, readIdNames } from './id-names.ts';
import { knownPciClasses, knownPciDevices, knownPciVendors } from './known-names.ts';

/** One function of a PCI device, with names instead of ids where they are known. */
export interface PciDevice {
  /** For example `0000:00:1f.3`. */
  address: string;
  /** Folder in sysfs. */
  path: string;
  /** `vvvv:dddd` */
  id: string;
  /** Class and subclass, for example `0300`. */
  classCode: string;
  className: string;
  vendor: string;
  name: string;
  revision?: string;
  driver?: string;
}

const folder = '/sys/bus/pci/devices';

/** Whether the host has a PCI bus. */
export async function hasPciDevices(host: Host): Promise<boolean> {
  return (await host.list(folder)).length > 0;
}

/** All functions on the PCI buses, in the order of their addresses. */
export async function listPciDevices(host: Host): Promise<PciDevice[]> {
  const names = await readIdNames(host, 'pci.ids');
  const devices: PciDevice[] = [];
  for (const address of await host.list(folder)) {
    const device = await readPciDevice(host, names, address);
    if (device !== undefined) devices.push(device);
  }
  return devices;
}

async function readPciDevice(host: Host, names: IdNames, address: string): Promise<PciDevice | undefined> {
  const path = `${folder}/${address}`;
  const vendorId = await readHex(host, `${path}/vendor`);
  const deviceId = await readHex(host, `${path}/device`);
  const classCode = (await readHex(host, `${path}/class`))?.slice(0, 4);
  if (vendorId === undefined || deviceId === undefined || classCode === undefined) return undefined;
  const id = `${vendorId}:${deviceId}`;
  return {
    address,
    path,
    id,
    classCode,
    className: toClassName(names, classCode),
    vendor: names.vendor(vendorId) ?? knownPciVendors[vendorId] ?? `Vendor ${vendorId}`,
    name: names.device(vendorId, deviceId) ?? knownPciDevices[id] ?? `Device ${deviceId}`,
    revision: await readHex(host, `${path}/revision`),
    driver: await readLinkName(host, `${path}/driver`),
  };
}

function toClassName(names: IdNames, code: string): string {
  const base = code.slice(0, 2);
  const known = knownPciClasses[code] ?? knownPciClasses[base];
  return names.deviceClass(base, code.slice(2)) ?? known ?? `Class ${code}`;
}

async function readHex(host: Host, path: string): Promise<string | undefined> {
  return (await readValue(host, path))?.replace(/^0x/, '').toLowerCase();
}
