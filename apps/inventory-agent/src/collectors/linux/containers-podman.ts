import type { InventorySections } from '@popis/inventory-format';
import { listContainers } from '../../devices/containers.ts';
import type { Host } from '../../host.ts';

export async function isAvailable(host: Host): Promise<boolean> {
  return (await host.hasCommand('podman')) && (await host.list('/var/lib/containers')).length > 0;
}

/** Containers of root, or of the account that runs the agent. */
export async function collect(host: Host): Promise<InventorySections> {
  return { VIRTUALMACHINES: await listContainers(host, 'podman') };
}
