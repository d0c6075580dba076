import type { InventorySections } from '@popis/inventory-format';
import { findDhcpServer } from '../../devices/dhcp-leases.ts';
import { type Gateways, readGateways } from '../../devices/routes.ts';
import { type Host, type InterfaceAddress, readNumber, readValue, toLines } from '../../host.ts';
import { formatIpv6, toSubnet } from '../../ip-address.ts';
import { toRow } from '../../rows.ts';

const folder = '/sys/class/net';
/** linux/if.h, IFF_UP */
const upFlag = 0x1;
/** linux/if_addr.h, IFA_F_TEMPORARY */
const temporaryFlag = 0x1;

interface NetworkInterface {
  name: string;
  mac?: string;
  type: string;
  mibType?: string;
  speed?: string;
  mtu?: number;
  isUp: boolean;
  isVirtual: boolean;
}

export async function isAvailable(host: Host): Promise<boolean> {
  return (await host.list(folder)).length > 0;
}

/** One row an address, and one for an interface without any. Temporary addresses, made anew each day, are left out. */
export async function collect(host: Host): Promise<InventorySections> {
  const gateways = await readGateways(host);
  const temporary = await listTemporaryAddresses(host);
  const addresses = host.addresses().filter(({ address }) => !temporary.includes(address));
  const rows = [];
  for (const name of await host.list(folder)) {
    if (isPassing(name)) continue;
    const known = await readInterface(host, name);
    const own = addresses.filter((address) => address.interfaceName === name);
    const dhcpServer = await findDhcpServer(host, name);
    if (own.length === 0) rows.push(toInterfaceRow(known));
    for (const address of own) rows.push(toAddressRow(known, address, gateways, dhcpServer));
  }
  const main = addresses.find(
    ({ interfaceName, family }) => interfaceName === gateways.ipv4?.interfaceName && family === 'IPv4',
  );
  const hardware = toRow({ DEFAULTGATEWAY: gateways.ipv4?.address, IPADDR: main?.address });
  return { NETWORKS: rows, HARDWARE: [hardware] };
}

/** The loopback says nothing, and the ends of the links to containers come and go with them. */
function isPassing(name: string): boolean {
  return name === 'lo' || name === 'bonding_masters' || name.startsWith('veth');
}

/** Columns of if_inet6: address, number of the interface, prefix length, scope, flags, interface. */
async function listTemporaryAddresses(host: Host): Promise<string[]> {
  const temporary: string[] = [];
  for (const line of toLines(await host.readText('/proc/net/if_inet6'))) {
    const [digits = '', , , , flags = '0'] = line.trim().split(/\s+/);
    const isTemporary = (Number.parseInt(flags, 16) & temporaryFlag) !== 0;
    if (isTemporary) temporary.push(formatIpv6(Buffer.from(digits, 'hex')));
  }
  return temporary;
}

async function readInterface(host: Host, name: string): Promise<NetworkInterface> {
  const path = `${folder}/${name}`;
  const flags = Number((await readValue(host, `${path}/flags`)) ?? 0);
  const speed = await readNumber(host, `${path}/speed`);
  const kind = await readKind(host, path);
  return {
    name,
    mac: await readValue(host, `${path}/address`),
    ...kind,
    speed: speed === undefined || speed <= 0 ? undefined : toSpeed(speed),
    mtu: await readNumber(host, `${path}/mtu`),
    isUp: (flags & upFlag) !== 0,
    isVirtual: ((await host.readLink(path)) ?? '').includes('/virtual/'),
  };
}

/** Our word and IANA's ifType, of which the second is what Windows agents report too. */
async function readKind(host: Host, path: string): Promise<{ type: string; mibType?: string }> {
  const has = async (entry: string) => (await host.list(`${path}/${entry}`)).length > 0;
  if ((await has('wireless')) || (await has('phy80211'))) return { type: 'wifi', mibType: 'ieee80211' };
  if (await has('bridge')) return { type: 'bridge', mibType: 'bridge' };
  if (await has('bonding')) return { type: 'bond', mibType: 'ieee8023adLag' };
  const deviceType = /^DEVTYPE=(\w+)$/m.exec((await host.readText(`${path}/uevent`)) ?? '')?.[1];
  if (deviceType === 'vlan') return { type: 'vlan', mibType: 'l2vlan' };
  if (deviceType === 'wwan') return { type: 'wwan', mibType: 'wwanPP' };
  if (deviceType === 'wireguard') return { type: 'wireguard', mibType: 'tunnel' };
  // linux/if_arp.h, ARPHRD_…
  const hardwareType = await readNumber(host, `${path}/type`);
  if (hardwareType === 1) return { type: 'ethernet', mibType: 'ethernetCsmacd' };
  if (hardwareType === 32) return { type: 'infiniband', mibType: 'infiniband' };
  if (hardwareType === 512) return { type: 'ppp', mibType: 'ppp' };
  return { type: 'tunnel', mibType: 'tunnel' };
}

function toSpeed(megabits: number): string {
  return megabits < 1000 ? `${megabits} Mbps` : `${megabits / 1000} Gbps`;
}

function toInterfaceRow(known: NetworkInterface) {
  return toRow({
    DESCRIPTION: known.name,
    TYPE: known.type,
    TYPEMIB: known.mibType,
    SPEED: known.speed,
    MTU: known.mtu,
    MACADDR: known.mac,
    STATUS: known.isUp ? 'Up' : 'Down',
    VIRTUALDEV: known.isVirtual ? 1 : 0,
  });
}

function toAddressRow(
  known: NetworkInterface,
  { family, address, netmask }: InterfaceAddress,
  gateways: Gateways,
  dhcpServer: string | undefined,
) {
  const gateway = family === 'IPv4' ? gateways.ipv4 : gateways.ipv6;
  const isLinkLocal = address.startsWith('fe80:');
  return {
    ...toInterfaceRow(known),
    ...toRow({
      IPADDRESS: address,
      IPMASK: netmask,
      IPSUBNET: toSubnet(address, netmask),
      IPGATEWAY: gateway?.interfaceName === known.name && !isLinkLocal ? gateway.address : undefined,
      IPDHCP: family === 'IPv4' ? dhcpServer : undefined,
    }),
  };
}
