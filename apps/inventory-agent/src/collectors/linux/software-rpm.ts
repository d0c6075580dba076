import type { InventorySections } from '@popis/inventory-format';
import { type Host, readLines } from '../../host.ts';
import { toRow } from '../../rows.ts';
import { formatInstallDate, toBitsWidth, toFileSize } from '../../software.ts';

const tags = ['NAME', 'VERSION', 'RELEASE', 'ARCH', 'SIZE', 'INSTALLTIME', 'VENDOR', 'SUMMARY'];
const format = `${tags.map((tag) => `%{${tag}}`).join('\\t')}\\n`;
/** What rpm writes for a tag that the package does not have. */
const absent = '(none)';

export async function isAvailable(host: Host): Promise<boolean> {
  if (!(await host.hasCommand('rpm'))) return false;
  // rpm is also installed on Debian, as a tool; its database is not.
  const folders = ['/var/lib/rpm', '/usr/lib/sysimage/rpm'];
  for (const folder of folders) {
    const files = await host.list(folder);
    if (files.some((file) => /^(rpmdb\.sqlite|Packages(\.db)?)$/.test(file))) return true;
  }
  return false;
}

export async function collect(host: Host): Promise<InventorySections> {
  const rows = [];
  for (const line of await readLines(host, 'rpm', ['--query', '--all', '--queryformat', format])) {
    const values = line.split('\t').map((value) => (value === absent ? undefined : value));
    const [name, version, release, architecture, size, seconds, vendor, summary] = values;
    // Keys of package signers are kept as packages.
    if (name === undefined || name === 'gpg-pubkey') continue;
    rows.push(
      toRow({
        NAME: name,
        VERSION: [version, release].filter(Boolean).join('-'),
        PUBLISHER: vendor,
        COMMENTS: summary,
        FILESIZE: toFileSize(Number(size)),
        INSTALLDATE: formatInstallDate(new Date(Number(seconds) * 1000)),
        ARCHITECTURE: architecture,
        BITSWIDTH: toBitsWidth(architecture),
        FROM: 'rpm',
      }),
    );
  }
  rows.sort((left, right) => compareText(left.NAME ?? '', right.NAME ?? ''));
  return { SOFTWARES: rows };
}

/** rpm lists in the order of its database, which changes; equal contents shall give an equal report. */
function compareText(left: string, right: string): number {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}
