import { ForbiddenError } from '@popis/errors';
import type { Statements } from '../database/database.ts';
import type { Sender } from '../inventory/hardware-rules.ts';
import type { Settings } from '../settings.read-model.ts';
import type { Store } from '../store.ts';
import {
  cleanSessions,
  closeSession,
  findNewcomerAge,
  hasSession,
  openSession,
  recordNewcomer,
} from './session.repository.ts';

/** Opens a session for a device that was told to send its inventory, where inventories need one. */
export async function beginSession(
  store: Store,
  deviceId: string,
  settings: Settings,
  now: Date,
): Promise<void> {
  if (needsSession(store, settings)) {
    const at = unixSeconds(now);
    await openSession(store.database.statements, deviceId, at);
    await cleanSessions(store.database.statements, at, settings.SESSION_CLEAN_TIME ?? 0);
  }
}

/**
 * Lets an inventory in, within the transaction that stores it: with a session where INVENTORY_SESSION_ONLY is set, and
 * with the filter of floods on one new device of an address in a time. Trusted addresses need neither (OCS:
 * Server/Inventory.pm, Capacities/Filter.pm).
 * @throws ForbiddenError
 */
export async function admitInventory(
  store: Store,
  statements: Statements,
  report: { deviceId: string; isNewDevice: boolean },
  sender: Sender,
  settings: Settings,
): Promise<void> {
  if (needsSession(store, settings)) {
    const validSeconds = settings.SESSION_VALIDITY_TIME ?? 0;
    const isOpen =
      validSeconds === 0 ||
      sender.isTrusted === true ||
      (await hasSession(statements, report.deviceId, unixSeconds(new Date()) - validSeconds));
    if (!isOpen) {
      throw new ForbiddenError('An inventory needs a session, which begins with PROLOG');
    }
    await closeSession(statements, report.deviceId);
  }
  if (report.isNewDevice && sender.isTrusted !== true && filtersFloods(store, settings)) {
    const { dialect } = store.database;
    const seconds = settings.INVENTORY_FILTER_FLOOD_IP_CACHE_TIME ?? 0;
    const age = await findNewcomerAge(statements, dialect, sender.address);
    if (age !== undefined && age <= seconds) {
      throw new ForbiddenError('This address has brought a new device a short time ago');
    }
    await recordNewcomer(statements, dialect, sender.address, seconds);
  }
}

/** An old OCS database may lack the tables. */
function needsSession(store: Store, settings: Settings): boolean {
  return settings.INVENTORY_SESSION_ONLY === 1 && store.catalogue.has('prolog_conntrack');
}

function filtersFloods(store: Store, settings: Settings): boolean {
  return (
    settings.INVENTORY_FILTER_ON === 1 &&
    settings.INVENTORY_FILTER_FLOOD_IP === 1 &&
    store.catalogue.has('conntrack')
  );
}

function unixSeconds(at: Date): number {
  return Math.floor(at.getTime() / 1000);
}
