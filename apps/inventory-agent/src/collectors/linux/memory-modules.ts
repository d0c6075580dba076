import type { InventorySections } from '@popis/inventory-format';
import type { Host } from '../../host.ts';
import { toRow } from '../../rows.ts';
import { listMemorySlots, type MemorySlot } from '../../smbios/memory.ts';
import { readSmbios } from '../../smbios/table.ts';

export async function isAvailable(host: Host): Promise<boolean> {
  return (await readSmbios(host)) !== undefined;
}

/** Empty slots are rows too, with a capacity of 0: they say what can still be put in. */
export async function collect(host: Host): Promise<InventorySections> {
  const slots = listMemorySlots((await readSmbios(host)) ?? []);
  return { MEMORIES: slots.map(toMemoryRow) };
}

function toMemoryRow(slot: MemorySlot) {
  const module = [slot.manufacturer, slot.partNumber].filter(Boolean).join(' ');
  const kind = [slot.formFactor, slot.errorCorrection && `ECC: ${slot.errorCorrection}`].filter(Boolean);
  return toRow({
    CAPTION: [slot.slot, slot.bank].filter(Boolean).join(' / '),
    DESCRIPTION: [module, ...kind].filter(Boolean).join(', '),
    CAPACITY: slot.sizeMiB,
    PURPOSE: slot.use,
    TYPE: slot.type,
    SPEED: slot.speed,
    NUMSLOTS: slot.number,
    SERIALNUMBER: slot.serial,
  });
}
