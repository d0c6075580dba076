import type { InventorySections } from '@popis/inventory-format';
import { readSystemIdentity } from '../../firmware.ts';
import type { Host } from '../../host.ts';
import { toRow } from '../../rows.ts';
import type { SystemIdentity } from '../../smbios/system.ts';

export async function isAvailable(host: Host): Promise<boolean> {
  return (await readSystemIdentity(host)) !== undefined;
}

export async function collect(host: Host): Promise<InventorySections> {
  const identity = (await readSystemIdentity(host)) ?? {};
  const bios = toRow({
    SMANUFACTURER: identity.manufacturer,
    SMODEL: toModel(identity),
    SSN: identity.serial,
    TYPE: identity.chassisType,
    BMANUFACTURER: identity.biosVendor,
    BVERSION: identity.biosVersion,
    BDATE: identity.biosDate,
    ASSETTAG: identity.chassisAssetTag ?? identity.boardAssetTag,
    MMANUFACTURER: identity.boardManufacturer,
    MMODEL: identity.boardProduct,
    MSN: identity.boardSerial,
  });
  return { BIOS: [bios], HARDWARE: [toRow({ UUID: identity.uuid })] };
}

/** Lenovo calls the product by its order number and keeps the name people know in the version. */
function toModel({ manufacturer, product, version }: SystemIdentity): string | undefined {
  const isLenovo = manufacturer?.toLowerCase() === 'lenovo';
  return isLenovo && product && version ? `${version} (${product})` : product;
}
