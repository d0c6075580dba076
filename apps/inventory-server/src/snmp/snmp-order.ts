import type { Order, OrderParameter } from '@popis/inventory-format';

/** What is asked of network devices (OCS: Capacities/Snmp.pm). Rows hold attribute → value as agents read them. */
export interface SnmpTask {
  /** Subnets to scan, by commas as its console writes them. */
  networks: string;
  /** Neighbours that no agent reports. */
  devices: readonly { ip: string; mac: string }[];
  types: readonly Record<string, string>[];
  communities: readonly Record<string, string>[];
  mibs: readonly Record<string, string>[];
  /** How to scan; undefined for agents that do not read it. */
  options: Record<string, string> | undefined;
}

/** The order to ask network devices; undefined when there is nothing to ask. */
export function snmpOrder(task: SnmpTask): Order | undefined {
  const subnets = task.networks
    .split(',')
    .map((subnet) => subnet.trim())
    .filter((subnet) => subnet !== '');
  const asked: OrderParameter[] = [
    ...subnets.map((subnet) => toParameter('NETWORK', { SUBNET: subnet })),
    ...task.devices.map(({ ip, mac }) => toParameter('DEVICE', { IPADDR: ip, MACADDR: mac })),
    ...task.types.map((type) => toParameter('SNMP_TYPE', type)),
  ];
  if (asked.length === 0) {
    return undefined;
  }
  return {
    name: 'SNMP',
    parameters: [
      ...asked,
      ...task.communities.map((community) => toParameter('COMMUNITY', community)),
      ...task.mibs.map((mib) => toParameter('MIB', mib)),
      ...(task.options === undefined ? [] : [toParameter('OPTION', task.options)]),
    ],
  };
}

function toParameter(type: string, attributes: Record<string, string>): OrderParameter {
  return { attributes: { TYPE: type, ...attributes } };
}
