import type { InventorySections } from '@popis/inventory-format';
import { type Host, readNumber, readValue } from '../../host.ts';
import { toRow } from '../../rows.ts';

const folder = '/sys/class/power_supply';
const microPerMilli = 1000;

export async function isAvailable(host: Host): Promise<boolean> {
  return (await host.list(folder)).length > 0;
}

/**
 * Batteries of the machine itself, not those of its mouse. What they hold at the moment and whether they are
 * being charged is left out: it would be a change at every report.
 */
export async function collect(host: Host): Promise<InventorySections> {
  const rows = [];
  for (const supply of await host.list(folder)) {
    const path = `${folder}/${supply}`;
    const isBattery = (await readValue(host, `${path}/type`)) === 'Battery';
    const isOfDevice = (await readValue(host, `${path}/scope`)) === 'Device';
    if (isBattery && !isOfDevice) rows.push(await readBatteryRow(host, supply, path));
  }
  return { BATTERIES: rows };
}

async function readBatteryRow(host: Host, supply: string, path: string) {
  const designMicroVolt = await readNumber(host, `${path}/voltage_min_design`);
  return toRow({
    NAME: (await readValue(host, `${path}/model_name`)) ?? supply,
    LOCATION: supply,
    DESCRIPTION: supply,
    MANUFACTURER: await readValue(host, `${path}/manufacturer`),
    SERIALNUMBER: await readValue(host, `${path}/serial_number`),
    CHEMISTRY: await readValue(host, `${path}/technology`),
    DESIGNCAPACITY: await readDesignMilliWattHours(host, path, designMicroVolt),
    DESIGNVOLTAGE: designMicroVolt && Math.round(designMicroVolt / microPerMilli),
    CYCLES: await readNumber(host, `${path}/cycle_count`),
  });
}

/** Batteries state energy in µWh, or charge in µAh that has to be multiplied by the voltage. */
async function readDesignMilliWattHours(
  host: Host,
  path: string,
  designMicroVolt: number | undefined,
): Promise<number | undefined> {
  const energy = await readNumber(host, `${path}/energy_full_design`);
  if (energy !== undefined) return Math.round(energy / microPerMilli);
  const charge = await readNumber(host, `${path}/charge_full_design`);
  if (charge === undefined || designMicroVolt === undefined) return undefined;
  return Math.round((charge / 1_000_000) * (designMicroVolt / 1_000_000) * 1000);
}
