import type { InventorySections } from '@popis/inventory-format';
import type { Host } from '../../host.ts';
import { toRow } from '../../rows.ts';
import { formatInstallDate, toBitsWidth, toFileSize } from '../../software.ts';

// Arch Linux: one folder a package with a file `desc` of `%NAME%` lines and the values below each.
const folder = '/var/lib/pacman/local';

export async function isAvailable(host: Host): Promise<boolean> {
  return (await host.list(folder)).length > 0;
}

export async function collect(host: Host): Promise<InventorySections> {
  const rows = [];
  for (const entry of await host.list(folder)) {
    const text = await host.readText(`${folder}/${entry}/desc`);
    if (text === undefined) continue;
    const value = (name: string) => new RegExp(`^%${name}%\\n(.+)$`, 'm').exec(text)?.[1];
    rows.push(
      toRow({
        NAME: value('NAME'),
        VERSION: value('VERSION'),
        PUBLISHER: value('PACKAGER')?.replace(/\s*<[^>]*>/g, ''),
        COMMENTS: value('DESC'),
        FILESIZE: toFileSize(Number(value('SIZE'))),
        INSTALLDATE: formatInstallDate(new Date(Number(value('INSTALLDATE')) * 1000)),
        ARCHITECTURE: value('ARCH'),
        BITSWIDTH: toBitsWidth(value('ARCH')),
        FROM: 'pacman',
      }),
    );
  }
  return { SOFTWARES: rows };
}
