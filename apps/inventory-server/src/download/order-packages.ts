import type { OrderParameter } from '@popis/inventory-format';
import { log } from '../logger.ts';
import type { Parameter } from '../prolog/effective-values.ts';
import type { Settings } from '../settings.read-model.ts';
import type { Store } from '../store.ts';
import { listActivePackages, listInstalled } from './package-orders.read-model.ts';
import { planPackages } from './package-plan.ts';
import { writePackageStates } from './package-state.repository.ts';

/** The packages a known device is to install, one PARAM each; that it was told so is kept. */
export async function orderPackages(
  store: Store,
  device: { id: number; deviceId: string },
  parameters: readonly Parameter[],
  settings: Settings,
  at: Date,
): Promise<OrderParameter[]> {
  const enableIds = listEnableIds(parameters);
  if (enableIds.length === 0) {
    return [];
  }
  const [packages, history] = await Promise.all([
    listActivePackages(store, enableIds),
    listInstalled(store, device.id),
  ]);
  const tracesGroups = settings.DOWNLOAD_GROUPS_TRACE_EVENTS !== 0;
  const plan = planPackages({ parameters, packages, history, tracesGroups });
  if (plan.unreachable.length > 0) {
    log.warn(
      { deviceId: device.deviceId, enableIds: plan.unreachable },
      'package without a place to fetch it from',
    );
  }
  if (plan.notified.length + plan.traced.length + plan.alreadyInstalled.length > 0) {
    await writePackageStates(store.database, `device:${device.deviceId}`, device.id, plan, at);
  }
  return plan.parameters;
}

/** Nothing else is asked of the database for a device without packages. */
function listEnableIds(parameters: readonly Parameter[]): number[] {
  const ids = new Set<number>();
  let hasPackage = false;
  for (const { name, number } of parameters) {
    if (number !== null && /^DOWNLOAD(_FORCE|_SCHEDULE|_POSTCMD)?$/.test(name)) {
      ids.add(number);
      hasPackage ||= name === 'DOWNLOAD';
    }
  }
  return hasPackage ? [...ids] : [];
}
