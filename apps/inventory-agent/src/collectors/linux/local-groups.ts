import type { InventorySections } from '@popis/inventory-format';
import { type Host, toLines } from '../../host.ts';
import { toRow } from '../../rows.ts';

const file = '/etc/group';

export async function isAvailable(host: Host): Promise<boolean> {
  return (await host.readText(file)) !== undefined;
}

/** Members by group(5), and those who have the group as their own by passwd(5). */
export async function collect(host: Host): Promise<InventorySections> {
  const owners = await listOwners(host);
  const rows = [];
  for (const line of toLines(await host.readText(file))) {
    const [name, , id, listed = ''] = line.split(':');
    if (name === undefined || id === undefined || name.startsWith('#') || /^[+-]/.test(name)) continue;
    const members = new Set([...(owners.get(id) ?? []), ...listed.split(',').filter(Boolean)]);
    rows.push(toRow({ ID_GROUP: id, NAME: name, MEMBER: [...members].join(',') }));
  }
  return { LOCAL_GROUPS: rows };
}

async function listOwners(host: Host): Promise<Map<string, string[]>> {
  const owners = new Map<string, string[]>();
  for (const line of toLines(await host.readText('/etc/passwd'))) {
    const [login = '', , , groupId = ''] = line.split(':');
    owners.set(groupId, [...(owners.get(groupId) ?? []), login]);
  }
  return owners;
}
