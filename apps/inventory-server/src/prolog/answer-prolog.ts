import type { Order, PrologRequest, Reply } from '@popis/inventory-format';
import { orderPackages } from '../download/order-packages.ts';
import { mayBeStale, revalidateGroups } from '../groups/revalidate-groups.ts';
import type { Sender } from '../inventory/hardware-rules.ts';
import { beginSession } from '../session/admit-inventory.ts';
import { DEFAULT_SCANS, readScanSettings } from '../settings.read-model.ts';
import { orderSnmp } from '../snmp/order-snmp.ts';
import type { Store } from '../store.ts';
import { recordContact } from './contact.repository.ts';
import { effectiveValue, givenFrequency, prologFrequency } from './effective-values.ts';
import { downloadOrder, ipDiscoverOrder, isDeployedTo, registryOrder } from './orders.ts';
import { listParameters, listRegistryQueries, readPrologContext } from './prolog.read-model.ts';
import { decideProlog } from './prolog-decision.ts';
import { nextRegularity } from './quality.ts';

/**
 * Decides whether a device is to send its inventory, and collects its orders, unless its agent reads none: then nothing is
 * marked as told.
 */
export async function answerProlog(
  store: Store,
  request: PrologRequest,
  sender: Sender,
  readsOrders = true,
): Promise<Reply> {
  const { settings, device, oldestGroup } = await readPrologContext(store, request.deviceId);
  if (device !== undefined && mayBeStale(oldestGroup, settings, new Date())) {
    await revalidateGroups(store, settings, new Date());
  }
  const given = await listParameters(store, request.deviceId);
  const parameters = settings.ENABLE_GROUPS === 0 ? given.filter((parameter) => parameter.isOwn) : given;
  if (device !== undefined) {
    await recordContact(store, device.id, nextRegularity(device, device.daysSinceContact), sender);
  }
  const decision = decideProlog({
    isKnownDevice: device !== undefined,
    globalFrequency: settings.FREQUENCY ?? 0,
    ownFrequency: givenFrequency(parameters),
    daysSinceInventory: device?.daysSinceInventory,
  });
  const reply: Reply = {
    response: decision.response,
    prologFrequencyHours: prologFrequency(parameters, settings),
    inventoryOnStartup:
      effectiveValue('INVENTORY_ON_STARTUP', parameters, 'smallest', settings.INVENTORY_ON_STARTUP) !== 0,
    orders: [],
    accountInfo: [],
  };
  if (decision.isFinal || !readsOrders) {
    if (reply.response === 'SEND') {
      await beginSession(store, request.deviceId, settings, new Date());
    }
    return reply;
  }
  const isScanner = parameters.some((parameter) => parameter.name === 'IPDISCOVER');
  const scans = isScanner ? await readScanSettings(store.database.statements) : DEFAULT_SCANS;
  const ipDiscover = ipDiscoverOrder(settings, parameters, sender.userAgent, scans);
  const registry = settings.REGISTRY === 1 ? registryOrder(await listRegistryQueries(store)) : undefined;
  const packages =
    device !== undefined && isDeployedTo(settings, parameters)
      ? await orderPackages(
          store,
          { id: device.id, deviceId: request.deviceId },
          parameters,
          settings,
          new Date(),
        )
      : [];
  const snmp = device === undefined ? undefined : await orderSnmp(store, parameters, settings, sender);
  const orders = [registry, ipDiscover, snmp, downloadOrder(settings, parameters, packages)];
  // Who has a subnet to scan reports what it found with an inventory.
  const response = ipDiscover === undefined ? reply.response : 'SEND';
  if (response === 'SEND') {
    await beginSession(store, request.deviceId, settings, new Date());
  }
  return {
    ...reply,
    response,
    orders: orders.filter((order): order is Order => order !== undefined),
  };
}
