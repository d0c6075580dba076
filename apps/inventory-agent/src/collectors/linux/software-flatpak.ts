import type { InventorySections } from '@popis/inventory-format';
import { type Host, readLines } from '../../host.ts';
import { toRow } from '../../rows.ts';
import { toBitsWidth } from '../../software.ts';

const columns = 'application,name,version,arch,origin';

export async function isAvailable(host: Host): Promise<boolean> {
  return (await host.hasCommand('flatpak')) && (await host.list('/var/lib/flatpak/app')).length > 0;
}

/** Applications installed for all users; those of one user are in his home folder, which is not looked into. */
export async function collect(host: Host): Promise<InventorySections> {
  const args = ['list', '--system', '--app', `--columns=${columns}`];
  const rows = (await readLines(host, 'flatpak', args)).map((line) => {
    const [application, name, version, architecture, origin] = line.split('\t');
    return toRow({
      NAME: application,
      VERSION: version,
      PUBLISHER: origin,
      COMMENTS: name,
      ARCHITECTURE: architecture,
      BITSWIDTH: toBitsWidth(architecture),
      FROM: 'flatpak',
    });
  });
  return { SOFTWARES: rows };
}
