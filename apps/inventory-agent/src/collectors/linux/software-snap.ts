import type { InventorySections } from '@popis/inventory-format';
import { type Host, readLines } from '../../host.ts';
import { toRow } from '../../rows.ts';

export async function isAvailable(host: Host): Promise<boolean> {
  // Without the socket of its daemon the command only says that it cannot ask.
  const runtime = await host.list('/run');
  return runtime.includes('snapd.socket') && (await host.hasCommand('snap'));
}

/** Columns: Name, Version, Rev, Tracking, Publisher, Notes; verified publishers carry marks. */
export async function collect(host: Host): Promise<InventorySections> {
  const [, ...lines] = await readLines(host, 'snap', ['list', '--color=never', '--unicode=never']);
  const rows = lines.map((line) => {
    const [name, version, revision, , publisher] = line.trim().split(/\s+/);
    return toRow({
      NAME: name,
      VERSION: version,
      // Local snaps have none, shown as a dash.
      PUBLISHER: publisher?.replace(/^-$|\*+$/, ''),
      COMMENTS: `snap revision ${revision}`,
      FROM: 'snap',
    });
  });
  return { SOFTWARES: rows };
}
