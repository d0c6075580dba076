import type { InventoryRequest, Reply, SectionName } from '@popis/inventory-format';
import type { Statements } from '../database/database.ts';
import { takeOverOldDevice } from '../identity/take-over.ts';
import { readScanState, type ScanState } from '../ipdiscover/ipdiscover.repository.ts';
import { settleScan } from '../ipdiscover/settle-scan.ts';
import { readSettings, type Settings } from '../settings.read-model.ts';
import type { Store } from '../store.ts';
import { isOwnAgent } from '../user-agent.ts';
import { planAccount } from './account-rules.ts';
import {
  type DeviceState,
  getLastDate,
  insertDevice,
  readDevice,
  updateDevice,
  writeAccount,
  writeDigests,
} from './device.repository.ts';
import type { DeviceMark } from './digest-memory.ts';
import { readHistoryIds, writeDownloadHistory } from './download-history.repository.ts';
import { givenLastDate, planHardware, readChecksum, type Sender } from './hardware-rules.ts';
import { writeSection, writeSoftware } from './section.repository.ts';
import { type Digests, digestOf, planSections, spokenSections } from './section-plan.ts';
import { listWords, toSoftwareValues } from './software-rows.ts';

/** What storing an inventory came to. */
export interface StoredInventory {
  reply: Reply;
  isNewDevice: boolean;
  writtenSections: SectionName[];
}

const HISTORY = 'DOWNLOAD';

/** Stores an inventory in one transaction; two reports of the same device wait for each other. */
export async function storeInventory(
  store: Store,
  request: InventoryRequest,
  sender: Sender,
): Promise<StoredInventory> {
  const sections = spokenSections(request.sections, isOwnAgent(sender.userAgent));
  const spoken = { ...request, sections };
  const { deviceId, oldDeviceId } = request;
  const lock = [deviceId, ...(oldDeviceId === undefined ? [] : [oldDeviceId])].map((id) => `device:${id}`);
  const { remembered, ...stored } = await store.database.transaction(lock, (statements) =>
    storeWithin(statements, store, spoken, sender),
  );
  // Only now is it committed.
  if (oldDeviceId !== undefined) {
    store.digestMemory?.forget(oldDeviceId);
  }
  if (remembered !== undefined) {
    store.digestMemory?.remember(request.deviceId, remembered.mark, remembered.digests);
  }
  return stored;
}

interface StoredWithin extends StoredInventory {
  /** What is to be remembered where the database does not keep it. */
  remembered: { mark: DeviceMark; digests: Digests } | undefined;
}

async function storeWithin(
  statements: Statements,
  store: Store,
  request: InventoryRequest,
  sender: Sender,
): Promise<StoredWithin> {
  const [before, settings] = await Promise.all([
    readStates(store, statements, request.deviceId),
    readSettings(statements),
  ]);
  const isNewDevice = before.device.known === undefined;
  const { device: state, scans } = await takeOver(store, statements, request, before, settings);
  const plan = planSections({
    sections: request.sections,
    stored: store.sections,
    isKnownDevice: !isNewDevice,
    checksum: readChecksum(request.sections),
    believesChecksum: settings.INVENTORY_DIFF !== 0,
    digests: state.digests,
  });
  const account = planAccount(state.account, request.accountInfo, {
    isKnown: state.known !== undefined,
    mayChangeItself: settings.ACCEPT_TAG_UPDATE_FROM_CLIENT === 1,
  });

  const history = request.downloadHistory === undefined ? undefined : readHistoryIds(request.downloadHistory);
  const digests = history === undefined ? plan.digests : { ...plan.digests, [HISTORY]: digestOf(history) };

  const id = state.known?.id ?? (await insertDevice(statements, request.deviceId));
  await Promise.all([
    writeHardware(store, statements, id, request, state, sender),
    writeAccount(statements, id, account),
    ...plan.write.map((section) => writeOne(store, statements, section.name, id, request, isNewDevice)),
    writeHistory(statements, id, history, digests, state),
    keepDigests(store, statements, id, digests, state),
  ]);
  const { userAgent } = sender;
  const scan = { hardwareId: id, state: scans, settings, userAgent };
  await settleScan(statements, store.database.dialect, request, scan);
  const remembered =
    store.digestMemory === undefined
      ? undefined
      : { mark: { id, lastDate: await getLastDate(statements, id) }, digests };
  return {
    reply: { ...account.reply, orders: [] },
    isNewDevice,
    writtenSections: plan.write.map((section) => section.name),
    remembered,
  };
}

interface States {
  device: DeviceState;
  scans: ScanState;
}

async function readStates(store: Store, statements: Statements, deviceId: string): Promise<States> {
  const [device, scans] = await Promise.all([
    readDevice(store, statements, deviceId),
    readScanState(statements, deviceId),
  ]);
  return { device, scans };
}

/** What is known once the device has taken the place of the one it was before, if it says so. */
async function takeOver(
  store: Store,
  statements: Statements,
  request: InventoryRequest,
  before: States,
  settings: Settings,
): Promise<States> {
  const { deviceId, oldDeviceId } = request;
  if (oldDeviceId === undefined) {
    return before;
  }
  const traces = settings.TRACE_DELETED === 1;
  const ids = { deviceId, oldDeviceId };
  const known = await takeOverOldDevice(store, statements, ids, before.device.known, traces);
  if (known === undefined) {
    return before;
  }
  const after = await readStates(store, statements, deviceId);
  return { ...after, device: { ...after.device, known } };
}

async function writeHardware(
  store: Store,
  statements: Statements,
  id: number,
  request: InventoryRequest,
  state: DeviceState,
  sender: Sender,
): Promise<void> {
  const section = store.sections.get('HARDWARE');
  if (section !== undefined) {
    const columns = planHardware(section, request.sections, state.known, sender);
    await updateDevice(store, statements, id, columns, givenLastDate(section, request.sections));
  }
}

async function writeOne(
  store: Store,
  statements: Statements,
  name: SectionName,
  id: number,
  request: InventoryRequest,
  isNewDevice: boolean,
): Promise<void> {
  const section = store.sections.get(name);
  const rows = request.sections[name];
  if (section === undefined || rows === undefined) {
    return;
  }
  if (name !== 'SOFTWARES') {
    await writeSection(statements, section, id, rows, isNewDevice);
    return;
  }
  const ids = new Map<string, ReadonlyMap<string, number>>();
  for (const [table, words] of listWords(section, rows)) {
    const dictionary = store.dictionaries.get(table);
    if (dictionary !== undefined) {
      ids.set(table, await dictionary.resolve(words));
    }
  }
  const wanted = toSoftwareValues(section, rows, ids);
  await writeSoftware(statements, store.database.dialect, section, id, wanted, isNewDevice);
}

async function writeHistory(
  statements: Statements,
  id: number,
  history: readonly number[] | undefined,
  digests: Digests,
  state: DeviceState,
): Promise<void> {
  if (history !== undefined && digests[HISTORY] !== state.digests[HISTORY]) {
    await writeDownloadHistory(statements, id, history);
  }
}

async function keepDigests(
  store: Store,
  statements: Statements,
  id: number,
  digests: Digests,
  state: DeviceState,
): Promise<void> {
  if (store.digestMemory === undefined && digestOf(digests) !== digestOf(state.digests)) {
    await writeDigests(statements, id, digests, !state.hasDigests);
  }
}
