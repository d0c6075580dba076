import { type Host, readNumber } from '../host.ts';

const networkManagerFolder = '/var/lib/NetworkManager';
const networkdFolder = '/run/systemd/netif/leases';
const dhclientFolders = ['/var/lib/dhcp', '/var/lib/dhclient', '/var/lib/NetworkManager'];

/** The DHCP server an interface has its lease from, by whichever client got it. */
export async function findDhcpServer(host: Host, interfaceName: string): Promise<string | undefined> {
  return (
    (await findByNetworkd(host, interfaceName)) ??
    (await findByNetworkManager(host, interfaceName)) ??
    (await findByDhclient(host, interfaceName))
  );
}

/** systemd-networkd keeps one file an interface, named by its number. */
async function findByNetworkd(host: Host, interfaceName: string): Promise<string | undefined> {
  const index = await readNumber(host, `/sys/class/net/${interfaceName}/ifindex`);
  return findAssignment(await host.readText(`${networkdFolder}/${index}`));
}

/** `internal-<connection uuid>-<interface>.lease` */
async function findByNetworkManager(host: Host, interfaceName: string): Promise<string | undefined> {
  for (const file of await host.list(networkManagerFolder)) {
    if (!file.startsWith('internal-') || !file.endsWith(`-${interfaceName}.lease`)) continue;
    const server = findAssignment(await host.readText(`${networkManagerFolder}/${file}`));
    if (server !== undefined) return server;
  }
  return undefined;
}

function findAssignment(text: string | undefined): string | undefined {
  return /^SERVER_ADDRESS=(\S+)$/m.exec(text ?? '')?.[1];
}

/** dhclient.leases(5): the last lease of the interface in the newest file counts. */
async function findByDhclient(host: Host, interfaceName: string): Promise<string | undefined> {
  let server: string | undefined;
  for (const folder of dhclientFolders) {
    for (const file of await host.list(folder)) {
      if (!file.startsWith('dhclient') || !/\.leases?$/.test(file)) continue;
      const leases = ((await host.readText(`${folder}/${file}`)) ?? '').split(/^lease \{/m);
      for (const lease of leases) {
        if (!lease.includes(`interface "${interfaceName}";`)) continue;
        server = /option dhcp-server-identifier ([\d.]+);/.exec(lease)?.[1] ?? server;
      }
    }
  }
  return server;
}
