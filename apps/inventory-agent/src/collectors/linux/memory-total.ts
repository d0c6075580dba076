import type { InventorySections } from '@popis/inventory-format';
import type { Host } from '../../host.ts';
import { toRow } from '../../rows.ts';
import { listMemorySlots } from '../../smbios/memory.ts';
import { readSmbios } from '../../smbios/table.ts';

const file = '/proc/meminfo';

export async function isAvailable(host: Host): Promise<boolean> {
  return (await host.readText(file)) !== undefined;
}

/** Memory is what is installed where firmware tells, since the kernel's figure changes with every kernel. */
export async function collect(host: Host): Promise<InventorySections> {
  const text = (await host.readText(file)) ?? '';
  let installedMiB = 0;
  for (const slot of listMemorySlots((await readSmbios(host)) ?? [])) installedMiB += slot.sizeMiB;
  const hardware = toRow({
    MEMORY: installedMiB > 0 ? installedMiB : findMiB(text, 'MemTotal'),
    SWAP: findMiB(text, 'SwapTotal'),
  });
  return { HARDWARE: [hardware] };
}

function findMiB(text: string, name: string): number | undefined {
  const kib = new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(text)?.[1];
  return kib === undefined ? undefined : Math.floor(Number(kib) / 1024);
}
