import type { InventorySections } from '@popis/inventory-format';
import type { Host } from '../../host.ts';
import { toRow } from '../../rows.ts';
import { listExpansionSlots } from '../../smbios/connections.ts';
import { readSmbios } from '../../smbios/table.ts';

export async function isAvailable(host: Host): Promise<boolean> {
  return (await readSmbios(host)) !== undefined;
}

export async function collect(host: Host): Promise<InventorySections> {
  const slots = listExpansionSlots((await readSmbios(host)) ?? []);
  const rows = slots.map(({ designation, type, width, usage, length, address }) =>
    toRow({
      NAME: designation,
      DESCRIPTION: [type, width, length].filter(Boolean).join(', '),
      DESIGNATION: address,
      PURPOSE: type,
      STATUS: usage,
    }),
  );
  return { SLOTS: rows };
}
