import type { Evidence } from '@popis/identification';
import type { InventoryRequest, SectionRow } from '@popis/inventory-format';

const REMOVABLE = /usb|removable|cd-?rom|dvd|floppy|card reader/i;

/** What an inventory says of the machine behind it. */
export function readEvidence(request: InventoryRequest): Evidence {
  const { HARDWARE, BIOS, NETWORKS = [], STORAGES = [] } = request.sections;
  const [hardware = {}] = HARDWARE ?? [];
  const [bios = {}] = BIOS ?? [];
  const disks = STORAGES.filter((row) => !REMOVABLE.test(`${row.TYPE ?? ''} ${row.DESCRIPTION ?? ''}`));
  return {
    deviceId: request.deviceId,
    oldDeviceId: request.oldDeviceId,
    name: hardware.NAME,
    uuid: hardware.UUID,
    vmSystem: hardware.VMSYSTEM,
    serial: bios.SSN,
    boardSerial: bios.MSN,
    assetTag: bios.ASSETTAG,
    manufacturer: bios.SMANUFACTURER,
    model: bios.SMODEL,
    adapters: NETWORKS.map(toAdapter),
    diskSerials: disks.map((row) => row.SERIALNUMBER ?? ''),
  };
}

function toAdapter(row: SectionRow) {
  return { mac: row.MACADDR ?? '', description: row.DESCRIPTION, isVirtual: row.VIRTUALDEV === '1' };
}
