import type { NotifyRequest, SectionRow } from '@popis/inventory-format';
import type { Statements } from './database/database.ts';
import { readDevice, writeDigests } from './inventory/device.repository.ts';
import type { Store } from './store.ts';

const NETWORKS_BIT = 4096;
const HARDWARE_BIT = 1;
const LENGTH = 255;
/** Field of an interface → column of `networks`; the first two have to be there. */
const FIELDS = {
  IP: 'ipaddress',
  MASK: 'ipmask',
  GW: 'ipgateway',
  DHCP: 'ipdhcp',
  SUBNET: 'ipsubnet',
} as const;

/** Stores addresses that changed between two inventories (OCS: Capacities/Notify.pm); gives whether any did. */
export async function storeNotification(store: Store, request: NotifyRequest): Promise<boolean> {
  const interfaces = request.interfaces.filter((row) => row.IP && row.MASK && row.MAC);
  if (request.type !== 'IP' || interfaces.length === 0) {
    return false;
  }
  return await store.database.transaction(`device:${request.deviceId}`, async (statements) => {
    const { known, digests, hasDigests } = await readDevice(store, statements, request.deviceId);
    if (known === undefined) {
      return false;
    }
    const present = await listMacs(statements, known.id);
    const changed = interfaces.filter((row) => present.has(row.MAC?.toLowerCase() ?? ''));
    if (changed.length === 0) {
      return false;
    }
    for (const row of changed) {
      await updateNetwork(statements, known.id, row);
    }
    const bits = NETWORKS_BIT | (request.mainAddress === undefined ? 0 : HARDWARE_BIT);
    await statements.query('UPDATE hardware SET checksum = ?, ipaddr = COALESCE(?, ipaddr) WHERE id = ?', [
      known.checksum | bits,
      request.mainAddress?.slice(0, LENGTH) ?? null,
      known.id,
    ]);
    // The next inventory has to write the section again, though its agent may send what it sent before.
    store.digestMemory?.forget(request.deviceId);
    if (hasDigests) {
      const { NETWORKS: _changed, ...others } = digests;
      await writeDigests(statements, known.id, others, false);
    }
    return true;
  });
}

/** An interface that no inventory has named changes nothing, not even what is to be looked at. */
async function listMacs(statements: Statements, deviceId: number): Promise<Set<string>> {
  const rows = await statements.query('SELECT n.macaddr AS mac FROM networks n WHERE n.hardware_id = ?', [
    deviceId,
  ]);
  return new Set(rows.map((row) => String(row.mac).toLowerCase()));
}

async function updateNetwork(statements: Statements, deviceId: number, row: SectionRow): Promise<void> {
  const changes: string[] = [];
  const values: string[] = [];
  for (const [field, column] of Object.entries(FIELDS)) {
    const value = row[field];
    if (value !== undefined) {
      changes.push(`${column} = ?`);
      values.push(value.slice(0, LENGTH));
    }
  }
  await statements.query(
    `UPDATE networks SET ${changes.join(', ')} WHERE hardware_id = ? AND LOWER(macaddr) = ?`,
    [...values, deviceId, row.MAC?.toLowerCase() ?? ''],
  );
}
