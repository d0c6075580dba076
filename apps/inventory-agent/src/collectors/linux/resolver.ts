import type { InventorySections } from '@popis/inventory-format';
import { type Host, toLines } from '../../host.ts';
import { toRow } from '../../rows.ts';

/** systemd-resolved puts itself into resolv.conf and keeps the real servers here. */
const resolvedFile = '/run/systemd/resolve/resolv.conf';
const commonFile = '/etc/resolv.conf';

export async function isAvailable(host: Host): Promise<boolean> {
  return (await host.readText(commonFile)) !== undefined;
}

export async function collect(host: Host): Promise<InventorySections> {
  const common = parseResolver(await host.readText(commonFile));
  const isStub = common.servers.some((server) => server.startsWith('127.0.0.5'));
  const real = isStub ? parseResolver(await host.readText(resolvedFile)) : common;
  const servers = real.servers.length > 0 ? real.servers : common.servers;
  const hostDomain = host.name.split('.').slice(1).join('.');
  const hardware = toRow({
    DNS: servers.join('/'),
    WORKGROUP: hostDomain || real.domain || common.domain,
  });
  return { HARDWARE: [hardware] };
}

/** Servers and the first domain of a resolv.conf(5); the domain `.` says that there is none. */
function parseResolver(text: string | undefined): { servers: string[]; domain?: string } {
  const servers: string[] = [];
  let domain: string | undefined;
  for (const line of toLines(text)) {
    const [keyword, value] = line.trim().split(/\s+/);
    if (keyword === 'nameserver' && value !== undefined) servers.push(value);
    if ((keyword === 'search' || keyword === 'domain') && value !== '.') domain ??= value;
  }
  return { servers, domain };
}
