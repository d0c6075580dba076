import type { InventorySections, SectionRow } from '@popis/inventory-format';
import { type Host, toLines } from '../../host.ts';
import { toRow } from '../../rows.ts';
import { hideCredentials } from '../../url-credentials.ts';

const folders = ['/etc/yum.repos.d', '/etc/zypp/repos.d'];

export async function isAvailable(host: Host): Promise<boolean> {
  for (const folder of folders) {
    if ((await host.list(folder)).length > 0) return true;
  }
  return false;
}

/** The `.repo` files of dnf(8), yum and zypper; switched off repositories are left out. */
export async function collect(host: Host): Promise<InventorySections> {
  const rows: SectionRow[] = [];
  for (const folder of folders) {
    for (const name of await host.list(folder)) {
      if (!name.endsWith('.repo')) continue;
      rows.push(...parseRepositories(`${folder}/${name}`, await host.readText(`${folder}/${name}`)));
    }
  }
  return { REPOSITORY: rows };
}

function parseRepositories(path: string, text: string | undefined): SectionRow[] {
  const rows = [];
  for (const block of (text ?? '').split(/^\[/m).slice(1)) {
    const values = new Map<string, string>();
    for (const line of toLines(block)) {
      const [, key, value] = /^\s*([a-z_]+)\s*=\s*(.*)$/.exec(line) ?? [];
      if (key !== undefined && value !== undefined) values.set(key, value.trim());
    }
    if (values.get('enabled') === '0') continue;
    rows.push(
      toRow({
        NAME: values.get('name') ?? block.split(']')[0],
        BASEURL: hideCredentials(values.get('baseurl') ?? ''),
        MIRRORS: hideCredentials(values.get('mirrorlist') ?? values.get('metalink') ?? ''),
        EXCLUDE: values.get('exclude') ?? values.get('excludepkgs'),
        FILENAME: path,
      }),
    );
  }
  return rows;
}
