import type { InventorySections } from '@popis/inventory-format';
import { type Host, readValue, toLines } from '../../host.ts';
import { toRow } from '../../rows.ts';

export async function isAvailable(): Promise<boolean> {
  return true;
}

export async function collect(host: Host): Promise<InventorySections> {
  const release = await readAssignments(host, ['/etc/os-release', '/usr/lib/os-release']);
  const machine = await readAssignments(host, ['/etc/machine-info']);
  const kernel = await readValue(host, '/proc/sys/kernel/osrelease');
  const version = release.get('VERSION_ID') ?? release.get('BUILD_ID');
  const name = release.get('NAME') ?? 'Linux';
  const place = [machine.get('PRETTY_HOSTNAME'), machine.get('LOCATION')].filter(Boolean).join(', ');
  const hardware = toRow({
    NAME: host.name.split('.')[0],
    OSNAME: version === undefined ? name : `${name} ${version}`,
    OSVERSION: version,
    OSCOMMENTS: kernel && `Linux ${kernel}`,
    ARCH: host.architecture.slice(0, 10),
    DESCRIPTION: place || release.get('PRETTY_NAME'),
  });
  return { HARDWARE: [hardware] };
}

/** Shell-like assignments as os-release(5) and machine-info(5) describe them, from the first file there is. */
async function readAssignments(host: Host, paths: readonly string[]): Promise<Map<string, string>> {
  const values = new Map<string, string>();
  for (const path of paths) {
    const text = await host.readText(path);
    if (text === undefined) continue;
    for (const line of toLines(text)) {
      const [, name, quoted = ''] = /^\s*([A-Z_]+)=(.*)$/.exec(line) ?? [];
      const value = quoted.trim().replace(/^(['"])(.*)\1$/, '$2');
      if (name !== undefined && value !== '') values.set(name, value);
    }
    return values;
  }
  return values;
}
