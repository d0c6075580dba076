import type { InventorySections } from '@popis/inventory-format';
import { hasPciDevices, listPciDevices } from '../../devices/pci.ts';
import type { Host } from '../../host.ts';
import { toRow } from '../../rows.ts';

export async function isAvailable(host: Host): Promise<boolean> {
  return await hasPciDevices(host);
}

export async function collect(host: Host): Promise<InventorySections> {
  const rows = (await listPciDevices(host)).map((device) =>
    toRow({
      MANUFACTURER: device.vendor,
      NAME: device.name,
      CAPTION: `${device.address} [${device.id}]`,
      DESCRIPTION: device.driver && `driver ${device.driver}`,
      VERSION: device.revision,
      TYPE: device.className,
    }),
  );
  return { CONTROLLERS: rows };
}
