import { expect, test } from 'vitest';
import { replayText } from '../../recordings/replay-host.ts';
import { collect } from './networks.ts';

const ethernet = `=== link /sys/class/net/eth0
../../devices/pci0000:00/0000:00:03.0/net/eth0
=== file /sys/class/net/eth0/flags
0x1003
=== file /sys/class/net/eth0/type
1
=== file /sys/class/net/eth0/address
02:fc:00:00:00:01
=== file /sys/class/net/eth0/mtu
1500
=== file /sys/class/net/eth0/ifindex
2
`;
const address = (family: string, value: string, netmask: string) =>
  `=== address\n${JSON.stringify({ interfaceName: 'eth0', family, address: value, netmask })}\n`;
const ipv4 = address('IPv4', '192.0.2.2', '255.255.255.0');

test('one row an address, the gateway with the lowest metric', async () => {
  const host = replayText(`${ethernet}${ipv4}${address('IPv6', 'fe80::1', 'ffff:ffff:ffff:ffff::')}
=== file /proc/net/route
Iface	Destination	Gateway 	Flags	RefCnt	Use	Metric	Mask
eth1	00000000	FE0200C0	0003	0	0	600	00000000
eth0	00000000	010200C0	0003	0	0	100	00000000
`);

  const { NETWORKS, HARDWARE } = await collect(host);

  const common = {
    DESCRIPTION: 'eth0',
    TYPE: 'ethernet',
    TYPEMIB: 'ethernetCsmacd',
    MTU: '1500',
    MACADDR: '02:fc:00:00:00:01',
    STATUS: 'Up',
    VIRTUALDEV: '0',
  };
  expect(NETWORKS).toEqual([
    {
      ...common,
      IPADDRESS: '192.0.2.2',
      IPMASK: '255.255.255.0',
      IPSUBNET: '192.0.2.0',
      IPGATEWAY: '192.0.2.1',
    },
    { ...common, IPADDRESS: 'fe80::1', IPMASK: 'ffff:ffff:ffff:ffff::', IPSUBNET: 'fe80::' },
  ]);
  expect(HARDWARE).toEqual([{ DEFAULTGATEWAY: '192.0.2.1', IPADDR: '192.0.2.2' }]);
});

test('an address made for a day only is left out', async () => {
  const host =
    replayText(`${ethernet}${address('IPv6', '2001:db8::c1a4:f2d9:3b6e:7710', 'ffff:ffff:ffff:ffff::')}
=== file /proc/net/if_inet6
20010db800000000c1a4f2d93b6e7710 02 40 00 01     eth0
`);

  const { NETWORKS } = await collect(host);

  expect(NETWORKS).toHaveLength(1);
  expect(NETWORKS?.[0]?.IPADDRESS).toBeUndefined();
});

test.each([
  ['systemd-networkd', '=== file /run/systemd/netif/leases/2\nADDRESS=192.0.2.2\nSERVER_ADDRESS=192.0.2.9\n'],
  ['NetworkManager', '=== file /var/lib/NetworkManager/internal-a-b-eth0.lease\nSERVER_ADDRESS=192.0.2.9\n'],
  [
    'dhclient',
    `=== file /var/lib/dhcp/dhclient.eth0.leases
lease {
  interface "eth0";
  option dhcp-server-identifier 192.0.2.8;
}
lease {
  interface "eth0";
  option dhcp-server-identifier 192.0.2.9;
}
lease {
  interface "eth1";
  option dhcp-server-identifier 192.0.2.7;
}
`,
  ],
])('the DHCP server as %s keeps it', async (_, lease) => {
  const { NETWORKS } = await collect(replayText(`${ethernet}${ipv4}${lease}`));

  expect(NETWORKS?.[0]?.IPDHCP).toBe('192.0.2.9');
});

test('the ends of links to containers and the loopback are no adapters of the host', async () => {
  const host = replayText('=== directory /sys/class/net\nlo\nveth12ab3c4\nbonding_masters\n');

  expect((await collect(host)).NETWORKS).toEqual([]);
});
