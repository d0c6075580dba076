import type { InventorySections } from '@popis/inventory-format';
import { type Host, readValue } from '../../host.ts';
import { toRow } from '../../rows.ts';

// Boards without BIOS (ARM, RISC-V, POWER) describe themselves in a device tree: https://www.devicetree.org.
const folder = '/proc/device-tree';

export async function isAvailable(host: Host): Promise<boolean> {
  const hasBios = (await host.list('/sys/class/dmi/id')).length > 0;
  return !hasBios && (await readProperty(host, 'model')) !== undefined;
}

export async function collect(host: Host): Promise<InventorySections> {
  const model = await readProperty(host, 'model');
  const compatible = await readProperty(host, 'compatible');
  const bios = toRow({
    SMANUFACTURER: compatible?.split(',')[0],
    SMODEL: model,
    SSN: await readProperty(host, 'serial-number'),
  });
  return { BIOS: [bios] };
}

/** Properties are lists of strings, each ended by NUL; the first is the most specific. */
async function readProperty(host: Host, name: string): Promise<string | undefined> {
  return (await readValue(host, `${folder}/${name}`))?.split('\0')[0];
}
