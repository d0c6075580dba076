import { type Host, readValue } from './host.ts';
import { type SystemIdentity, toChassisType, toSystemIdentity } from './smbios/system.ts';
import { readSmbios, toFirmwareValue } from './smbios/table.ts';

const folder = '/sys/class/dmi/id';

/** Who the machine is by its firmware: the SMBIOS table, else what the kernel shows of it to everybody. */
export async function readSystemIdentity(host: Host): Promise<SystemIdentity | undefined> {
  const structures = await readSmbios(host);
  if (structures !== undefined) return toSystemIdentity(structures);
  if ((await host.list(folder)).length === 0) return undefined;
  const read = async (name: string) => toFirmwareValue(await readValue(host, `${folder}/${name}`));
  return {
    biosVendor: await read('bios_vendor'),
    biosVersion: await read('bios_version'),
    biosDate: await read('bios_date'),
    manufacturer: await read('sys_vendor'),
    product: await read('product_name'),
    version: await read('product_version'),
    serial: await read('product_serial'),
    uuid: (await read('product_uuid'))?.toLowerCase(),
    boardManufacturer: await read('board_vendor'),
    boardProduct: await read('board_name'),
    boardSerial: await read('board_serial'),
    boardAssetTag: await read('board_asset_tag'),
    chassisType: toChassisType(Number(await read('chassis_type'))),
    chassisAssetTag: await read('chassis_asset_tag'),
  };
}
