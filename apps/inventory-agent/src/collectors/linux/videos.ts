import type { InventorySections } from '@popis/inventory-format';
import { hasPciDevices, listPciDevices, type PciDevice } from '../../devices/pci.ts';
import { type Host, readNumber, readValue } from '../../host.ts';
import { toMiB, toRow } from '../../rows.ts';

const displayClass = '03';
const drmFolder = '/sys/class/drm';
/** Flags of a line of `resource` (linux/ioport.h). */
const memoryFlag = 0x200n;
const prefetchFlag = 0x2000n;

export async function isAvailable(host: Host): Promise<boolean> {
  return await hasPciDevices(host);
}

export async function collect(host: Host): Promise<InventorySections> {
  const adapters = (await listPciDevices(host)).filter((device) => device.classCode.startsWith(displayClass));
  const rows = [];
  for (const adapter of adapters) {
    rows.push(
      toRow({
        NAME: `${adapter.vendor} ${adapter.name}`,
        CHIPSET: adapter.className,
        MEMORY: await readMemoryMiB(host, adapter),
        RESOLUTION: await readResolution(host, adapter),
      }),
    );
  }
  return { VIDEOS: rows };
}

/** What the driver knows, else the largest prefetchable window on the bus, as other inventories do. */
async function readMemoryMiB(host: Host, adapter: PciDevice): Promise<number | undefined> {
  const known = await readNumber(host, `${adapter.path}/mem_info_vram_total`);
  if (known !== undefined) return toMiB(known);
  let largest = 0n;
  for (const line of ((await host.readText(`${adapter.path}/resource`)) ?? '').split('\n')) {
    const [start, end, flags] = line.trim().split(/\s+/);
    if (start === undefined || end === undefined || flags === undefined || BigInt(end) === 0n) continue;
    const isWindow = (BigInt(flags) & memoryFlag) !== 0n && (BigInt(flags) & prefetchFlag) !== 0n;
    const size = BigInt(end) - BigInt(start) + 1n;
    if (isWindow && size > largest) largest = size;
  }
  return largest === 0n ? undefined : toMiB(Number(largest));
}

/** The preferred mode of the first connected monitor of this adapter. */
async function readResolution(host: Host, adapter: PciDevice): Promise<string | undefined> {
  const [card] = (await host.list(`${adapter.path}/drm`)).filter((name) => /^card\d+$/.test(name));
  if (card === undefined) return undefined;
  for (const connector of await host.list(drmFolder)) {
    if (!connector.startsWith(`${card}-`)) continue;
    if ((await readValue(host, `${drmFolder}/${connector}/status`)) !== 'connected') continue;
    const [mode] = ((await host.readText(`${drmFolder}/${connector}/modes`)) ?? '').split('\n');
    if (mode) return mode;
  }
  return undefined;
}
