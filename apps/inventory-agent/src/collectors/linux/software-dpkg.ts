import type { InventorySections } from '@popis/inventory-format';
import { type Host, readLines } from '../../host.ts';
import { toRow } from '../../rows.ts';
import { formatInstallDate, toBitsWidth, toFileSize } from '../../software.ts';

const fields = [
  'db:Status-Abbrev',
  'Package',
  'Version',
  'Architecture',
  'Installed-Size',
  'Maintainer',
  'binary:Package',
  'binary:Summary',
];
const format = `${fields.map((name) => `\${${name}}`).join('\\t')}\\n`;

export async function isAvailable(host: Host): Promise<boolean> {
  // Other systems have dpkg as a tool; its database is not there.
  const files = await host.list('/var/lib/dpkg');
  return files.includes('status') && (await host.hasCommand('dpkg-query'));
}

export async function collect(host: Host): Promise<InventorySections> {
  const rows = [];
  for (const line of await readLines(host, 'dpkg-query', ['--show', `--showformat=${format}`])) {
    const [state, name, version, architecture, kib, maintainer, listed, summary] = line.split('\t');
    // Second letter: the state of the package; `i` = installed.
    if (state?.[1] !== 'i' || name === undefined) continue;
    const installedAt = await host.modifiedAt(`/var/lib/dpkg/info/${listed}.list`);
    rows.push(
      toRow({
        NAME: name,
        VERSION: version,
        PUBLISHER: maintainer?.replace(/\s*<[^>]*>/g, ''),
        COMMENTS: summary,
        FILESIZE: toFileSize(Number(kib) * 1024),
        INSTALLDATE: formatInstallDate(installedAt),
        ARCHITECTURE: architecture,
        BITSWIDTH: toBitsWidth(architecture),
        FROM: 'deb',
      }),
    );
  }
  return { SOFTWARES: rows };
}
