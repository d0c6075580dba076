import type { InventorySections } from '@popis/inventory-format';
import type { Host } from '../../host.ts';
import { toRow } from '../../rows.ts';
import { listPortConnectors } from '../../smbios/connections.ts';
import { readSmbios } from '../../smbios/table.ts';

export async function isAvailable(host: Host): Promise<boolean> {
  return (await readSmbios(host)) !== undefined;
}

export async function collect(host: Host): Promise<InventorySections> {
  const connectors = listPortConnectors((await readSmbios(host)) ?? []);
  const rows = connectors.map(({ internalName, externalName, connector, purpose }) =>
    toRow({
      NAME: externalName ?? internalName,
      CAPTION: connector,
      DESCRIPTION: externalName === undefined ? undefined : internalName,
      TYPE: purpose,
    }),
  );
  return { PORTS: rows.filter((row) => Object.keys(row).length > 0) };
}
