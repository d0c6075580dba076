import { type Host, toLines } from '../host.ts';
import { formatIpv6 } from '../ip-address.ts';

/** Where packets to everywhere else go. */
export interface Gateway {
  interfaceName: string;
  address: string;
}

/** The default gateways of a host. */
export interface Gateways {
  ipv4?: Gateway;
  ipv6?: Gateway;
}

/** Reads the default routes; among several the one with the lowest metric. */
export async function readGateways(host: Host): Promise<Gateways> {
  return {
    ipv4: findIpv4Gateway((await host.readText('/proc/net/route')) ?? ''),
    ipv6: findIpv6Gateway((await host.readText('/proc/net/ipv6_route')) ?? ''),
  };
}

/** Columns: interface, destination, gateway, flags, …, metric (7th), mask; addresses in the byte order of the host. */
function findIpv4Gateway(text: string): Gateway | undefined {
  let best: (Gateway & { metric: number }) | undefined;
  for (const line of toLines(text)) {
    const [interfaceName = '', destination, gateway = '', , , , metric] = line.trim().split(/\s+/);
    if (destination !== '00000000' || gateway === '00000000') continue;
    const address = [...Buffer.from(gateway, 'hex')].reverse().join('.');
    if (best === undefined || Number(metric) < best.metric) {
      best = { interfaceName, address, metric: Number(metric) };
    }
  }
  return best && { interfaceName: best.interfaceName, address: best.address };
}

/** Columns: destination, its prefix length, source, its length, next hop, metric, …, interface (10th). */
function findIpv6Gateway(text: string): Gateway | undefined {
  let best: (Gateway & { metric: number }) | undefined;
  for (const line of toLines(text)) {
    const columns = line.trim().split(/\s+/);
    const [destination = '', length, , , hop = '', metric = ''] = columns;
    if (!/^0{32}$/.test(destination) || length !== '00' || /^0{32}$/.test(hop)) continue;
    const interfaceName = columns[9] ?? '';
    const cost = Number.parseInt(metric, 16);
    if (best === undefined || cost < best.metric) {
      best = { interfaceName, address: formatIpv6(Buffer.from(hop, 'hex')), metric: cost };
    }
  }
  return best && { interfaceName: best.interfaceName, address: best.address };
}
