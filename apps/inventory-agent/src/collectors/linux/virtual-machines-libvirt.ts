import type { InventorySections } from '@popis/inventory-format';
import { type Host, readLines } from '../../host.ts';
import { toRow } from '../../rows.ts';

/** libvirt's words for a state in those of OCS. */
const states: Readonly<Record<string, string>> = {
  running: 'running',
  idle: 'idle',
  paused: 'paused',
  pmsuspended: 'paused',
  'in shutdown': 'shutdown',
  'shut off': 'off',
  crashed: 'crashed',
  dying: 'dying',
};

export async function isAvailable(host: Host): Promise<boolean> {
  return (await host.hasCommand('virsh')) && (await host.list('/run/libvirt')).length > 0;
}

/** Every machine of the system's libvirt, asked read-only. */
export async function collect(host: Host): Promise<InventorySections> {
  const rows = [];
  for (const name of await readLines(host, 'virsh', ['--readonly', 'list', '--all', '--name'])) {
    const info = parseInfo(
      await readLines(host, 'virsh', ['--readonly', 'dominfo', '--domain', name.trim()]),
    );
    const [, kib] = /^(\d+) KiB$/.exec(info.get('Max memory') ?? '') ?? [];
    rows.push(
      toRow({
        NAME: info.get('Name'),
        STATUS: states[info.get('State') ?? ''] ?? info.get('State'),
        SUBSYSTEM: 'libvirt',
        VMTYPE: info.get('OS Type'),
        UUID: info.get('UUID'),
        VCPU: info.get('CPU(s)'),
        MEMORY: kib && Math.floor(Number(kib) / 1024),
      }),
    );
  }
  return { VIRTUALMACHINES: rows };
}

function parseInfo(lines: readonly string[]): Map<string, string> {
  const info = new Map<string, string>();
  for (const line of lines) {
    const [, name, value] = /^([^:]+):\s+(.*)$/.exec(line) ?? [];
    if (name !== undefined && value !== undefined) info.set(name, value.trim());
  }
  return info;
}
