import type { InventorySections } from '@popis/inventory-format';
import { listContainers } from '../../devices/containers.ts';
import type { Host } from '../../host.ts';

export async function isAvailable(host: Host): Promise<boolean> {
  const runtime = await host.list('/run');
  return runtime.includes('docker.sock') && (await host.hasCommand('docker'));
}

export async function collect(host: Host): Promise<InventorySections> {
  return { VIRTUALMACHINES: await listContainers(host, 'docker') };
}
