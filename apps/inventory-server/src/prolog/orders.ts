import type { Order, OrderParameter } from '@popis/inventory-format';
import type { ScanSettings, Settings } from '../settings.read-model.ts';
import { knowsScanTypes, takesBareSubnet } from '../user-agent.ts';
import {
  effectivePace,
  effectiveText,
  type GroupRule,
  isSwitchedOn,
  type Parameter,
} from './effective-values.ts';

/** A value of the Windows registry to be read (table `regconfig`). */
export interface RegistryQuery {
  name: string;
  tree: number;
  key: string;
  value: string;
}

const DEFAULT_LATENCY_MS = 100;
const DOWNLOAD_RULES: readonly [attribute: string, rule: GroupRule][] = [
  ['CYCLE_LATENCY', 'largest'],
  ['FRAG_LATENCY', 'largest'],
  ['PERIOD_LATENCY', 'largest'],
  ['PERIOD_LENGTH', 'smallest'],
  ['TIMEOUT', 'smallest'],
  ['EXECUTION_TIMEOUT', 'smallest'],
];

/** Whether packages are deployed to a device. */
export function isDeployedTo(settings: Settings, parameters: readonly Parameter[]): boolean {
  return settings.DOWNLOAD !== 0 && isSwitchedOn('DOWNLOAD_SWITCH', parameters);
}

/** How packages are to be fetched; present even when deployment is off (OCS: Capacities/Download.pm). */
export function downloadOrder(
  settings: Settings,
  parameters: readonly Parameter[],
  packages: readonly OrderParameter[] = [],
): Order {
  const isOn = isDeployedTo(settings, parameters);
  const attributes: Record<string, string> = { TYPE: 'CONF', ON: isOn ? '1' : '0' };
  for (const [attribute, rule] of DOWNLOAD_RULES) {
    const name = `DOWNLOAD_${attribute}`;
    attributes[attribute] = String(effectivePace(name, parameters, rule, settings[name]));
  }
  return { name: 'DOWNLOAD', parameters: [{ attributes }, ...packages] };
}

/** Which values of the registry to read (OCS: Capacities/Registry.pm). */
export function registryOrder(queries: readonly RegistryQuery[]): Order | undefined {
  const parameters: OrderParameter[] = queries.map((query) => ({
    attributes: { REGKEY: query.key, NAME: query.name, REGTREE: String(query.tree) },
    text: query.value,
  }));
  return parameters.length === 0 ? undefined : { name: 'REGISTRY', parameters };
}

/**
 * Which subnet the device is to scan, if it was elected or told to; a group with IPDISCOVER = 0 forbids it
 * (OCS: Capacities/Ipdiscover.pm).
 */
export function ipDiscoverOrder(
  settings: Settings,
  parameters: readonly Parameter[],
  userAgent: string,
  scans: ScanSettings,
): Order | undefined {
  const given = parameters.filter((parameter) => parameter.name === 'IPDISCOVER');
  const own = given.find(
    (parameter) => parameter.isOwn && parameter.number !== null && parameter.number !== 0,
  );
  const isForbidden =
    settings.IPDISCOVER_USE_GROUPS !== 0 &&
    given.some((parameter) => !parameter.isOwn && parameter.number === 0);
  if (settings.IPDISCOVER === 0 || !own?.text || isForbidden) {
    return undefined;
  }
  const latency = effectivePace('IPDISCOVER_LATENCY', parameters, 'largest', settings.IPDISCOVER_LATENCY);
  const attributes: Record<string, string> = { IPDISC_LAT: String(latency || DEFAULT_LATENCY_MS) };
  if (knowsScanTypes(userAgent)) {
    attributes.SCAN_TYPE_IPDISCOVER = effectiveText('SCAN_TYPE_IPDISCOVER', parameters, scans.ipDiscoverType);
    attributes.SCAN_ARP_BANDWIDTH = effectiveText('SCAN_ARP_BANDWIDTH', parameters, scans.bandwidth);
  }
  const parameter = { attributes: takesBareSubnet(userAgent) ? {} : attributes, text: own.text };
  return { name: 'IPDISCOVER', parameters: [parameter] };
}
