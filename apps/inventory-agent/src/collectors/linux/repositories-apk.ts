import type { InventorySections } from '@popis/inventory-format';
import { type Host, toLines } from '../../host.ts';
import { toRow } from '../../rows.ts';
import { hideCredentials } from '../../url-credentials.ts';

const file = '/etc/apk/repositories';

export async function isAvailable(host: Host): Promise<boolean> {
  return (await host.readText(file)) !== undefined;
}

/** `[@tag ]url`, one a line; the last folder of the URL is the repository's name. */
export async function collect(host: Host): Promise<InventorySections> {
  const rows = [];
  for (const line of toLines(await host.readText(file))) {
    const [, tag, url] = /^\s*(?:@(\S+)\s+)?([^#\s]\S*)/.exec(line) ?? [];
    if (url === undefined) continue;
    rows.push(
      toRow({
        NAME: url.replace(/\/$/, '').split('/').at(-1),
        BASEURL: hideCredentials(url),
        TAG: tag,
        FILENAME: file,
      }),
    );
  }
  return { REPOSITORY: rows };
}
