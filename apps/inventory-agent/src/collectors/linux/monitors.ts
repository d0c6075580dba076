import type { InventorySections } from '@popis/inventory-format';
import { type MonitorIdentity, parseEdid } from '../../edid/edid.ts';
import { toMonitorManufacturer } from '../../edid/manufacturers.ts';
import { type Host, readValue } from '../../host.ts';
import { toRow } from '../../rows.ts';

const folder = '/sys/class/drm';

export async function isAvailable(host: Host): Promise<boolean> {
  return (await listConnectors(host)).length > 0;
}

/** One row a connected monitor that identifies itself. */
export async function collect(host: Host): Promise<InventorySections> {
  const rows = [];
  for (const connector of await listConnectors(host)) {
    if ((await readValue(host, `${folder}/${connector}/status`)) !== 'connected') continue;
    const edid = await host.readBytes(`${folder}/${connector}/edid`);
    const monitor = edid && parseEdid(edid);
    if (monitor !== undefined) rows.push(toMonitorRow(connector, monitor));
  }
  return { MONITORS: rows };
}

/** Names such as `card0-HDMI-A-1`; a bare `card0` is the adapter. */
async function listConnectors(host: Host): Promise<string[]> {
  return (await host.list(folder)).filter((name) => /^card\d+-/.test(name));
}

function toMonitorRow(connector: string, monitor: MonitorIdentity) {
  const made = monitor.week === undefined ? `${monitor.year}` : `${monitor.week}/${monitor.year}`;
  const port = connector.replace(/^card\d+-/, '').replace(/-\d+$/, '');
  return toRow({
    MANUFACTURER: toMonitorManufacturer(monitor.manufacturerId),
    CAPTION: monitor.name ?? `${monitor.manufacturerId} ${monitor.productCode}`,
    DESCRIPTION: [made, monitor.resolution].filter(Boolean).join(', '),
    TYPE: `${monitor.input} (${port})`,
    SERIAL: monitor.serial,
  });
}
