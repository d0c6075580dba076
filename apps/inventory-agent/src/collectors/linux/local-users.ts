import type { InventorySections } from '@popis/inventory-format';
import { type Host, toLines } from '../../host.ts';
import { toRow } from '../../rows.ts';

const file = '/etc/passwd';

export async function isAvailable(host: Host): Promise<boolean> {
  return (await host.readText(file)) !== undefined;
}

/** passwd(5): login, password, user id, group id, full name and more, home, shell. */
export async function collect(host: Host): Promise<InventorySections> {
  const rows = [];
  for (const line of toLines(await host.readText(file))) {
    const [login, , userId, groupId, gecos, home, shell] = line.split(':');
    if (login === undefined || userId === undefined || login.startsWith('#') || /^[+-]/.test(login)) continue;
    rows.push(
      toRow({
        ID_USER: userId,
        GID: groupId,
        // Room and telephone numbers follow the name.
        NAME: gecos?.split(',')[0] || login,
        HOME: home,
        SHELL: shell,
        LOGIN: login,
      }),
    );
  }
  return { LOCAL_USERS: rows };
}
