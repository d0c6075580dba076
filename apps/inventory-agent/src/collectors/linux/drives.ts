import type { InventorySections } from '@popis/inventory-format';
import { listFileSystems, type MountedFileSystem } from '../../devices/mounts.ts';
import type { Host } from '../../host.ts';
import { toMiB, toRow } from '../../rows.ts';

const file = '/proc/self/mountinfo';

export async function isAvailable(host: Host): Promise<boolean> {
  return (await host.readText(file)) !== undefined;
}

/** Mounted file systems; as other Unix inventories do, TYPE is where one is mounted and VOLUMN on what. */
export async function collect(host: Host): Promise<InventorySections> {
  const rows = [];
  for (const fileSystem of listFileSystems((await host.readText(file)) ?? '')) {
    rows.push(await readDriveRow(host, fileSystem));
  }
  return { DRIVES: rows };
}

/** A file system of another host is not asked for its size: when that host is away, asking never ends. */
async function readDriveRow(host: Host, { mountPoint, type, source, isRemote }: MountedFileSystem) {
  const space = isRemote ? undefined : await host.space(mountPoint);
  return toRow({
    TYPE: mountPoint,
    FILESYSTEM: type,
    VOLUMN: source,
    TOTAL: space && toMiB(space.totalBytes),
    FREE: space && toMiB(space.freeBytes),
  });
}
