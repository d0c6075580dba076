import type { Order } from '@popis/inventory-format';
import type { Sender } from '../inventory/hardware-rules.ts';
import { effectiveText, isSwitchedOn, type Parameter } from '../prolog/effective-values.ts';
import { readScanSettings, type Settings } from '../settings.read-model.ts';
import type { Store } from '../store.ts';
import { knowsScanTypes } from '../user-agent.ts';
import { listCommunities, listMibs, listSnmpTypes, listUnknownNeighbours } from './snmp.read-model.ts';
import { snmpOrder } from './snmp-order.ts';

/** Whether a device asks network devices, and what it finds of them is kept. */
export function asksNetworkDevices(settings: Settings, parameters: readonly Parameter[]): boolean {
  return settings.SNMP === 1 && isSwitchedOn('SNMP_SWITCH', parameters);
}

/** The order to ask network devices for a known device, over HTTPS only: it carries secrets. */
export async function orderSnmp(
  store: Store,
  parameters: readonly Parameter[],
  settings: Settings,
  sender: Sender,
): Promise<Order | undefined> {
  if (sender.isSecure !== true || !asksNetworkDevices(settings, parameters)) {
    return undefined;
  }
  const own = parameters.filter((parameter) => parameter.isOwn);
  const networks = own.find(({ name }) => name === 'SNMP_NETWORK')?.text ?? '';
  const subnet = own.find(
    ({ name, number }) => name === 'IPDISCOVER' && (number === 1 || number === 2),
  )?.text;
  const [devices, types, communities, mibs, scans] = await Promise.all([
    subnet ? listUnknownNeighbours(store.database.statements, subnet) : [],
    listSnmpTypes(store),
    listCommunities(store),
    listMibs(store),
    readScanSettings(store.database.statements),
  ]);
  const options = knowsScanTypes(sender.userAgent)
    ? {
        SCAN_TYPE_SNMP: effectiveText('SCAN_TYPE_SNMP', parameters, scans.snmpType),
        SCAN_ARP_BANDWIDTH: effectiveText('SCAN_ARP_BANDWIDTH', parameters, scans.bandwidth),
      }
    : undefined;
  return snmpOrder({ networks, devices, types, communities, mibs, options });
}
