import type { InventorySections } from '@popis/inventory-format';
import type { Host } from '../../host.ts';
import { toRow } from '../../rows.ts';

// utmp(5): who is logged in now, and after it who was.
const files = ['/run/utmp', '/var/run/utmp', '/var/log/wtmp'];
const recordBytes = 384;
const userProcess = 7;

export async function isAvailable(host: Host): Promise<boolean> {
  return (await findLastUser(host)) !== undefined;
}

export async function collect(host: Host): Promise<InventorySections> {
  return { HARDWARE: [toRow({ USERID: await findLastUser(host) })] };
}

async function findLastUser(host: Host): Promise<string | undefined> {
  for (const file of files) {
    const user = findLatestLogin(await host.readBytes(file));
    if (user !== undefined) return user;
  }
  return undefined;
}

/** The user of the newest session in a file of login records, whose layout is the same on all 64-bit systems with glibc. */
function findLatestLogin(bytes: Buffer | undefined): string | undefined {
  let latest: { user: string; seconds: number } | undefined;
  const end = (bytes?.length ?? 0) - recordBytes;
  for (let at = 0; bytes !== undefined && at <= end; at += recordBytes) {
    if (bytes.readInt16LE(at) !== userProcess) continue;
    const user = bytes.toString('utf8', at + 44, at + 76).split('\0')[0] ?? '';
    const seconds = bytes.readInt32LE(at + 340);
    if (user !== '' && (latest === undefined || seconds >= latest.seconds)) latest = { user, seconds };
  }
  return latest?.user;
}
