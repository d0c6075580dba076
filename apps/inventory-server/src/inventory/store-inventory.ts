import type { InventoryRequest, Reply, SectionName } from '@popis/inventory-format';
import type { Statements } from '../database/database.ts';
import { readSettings } from '../settings.read-model.ts';
import type { Store } from '../store.ts';
import { planAccount } from './account-rules.ts';
import {
  type DeviceState,
  insertDevice,
  readDevice,
  updateDevice,
  writeAccount,
  writeDigests,
} from './device.repository.ts';
import { readHistoryIds, writeDownloadHistory } from './download-history.repository.ts';
import { givenLastDate, planHardware, readChecksum, type Sender } from './hardware-rules.ts';
import { writeSection, writeSoftware } from './section.repository.ts';
import { digestOf, planSections, type SectionPlan } from './section-plan.ts';
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
  return await store.database.transaction(`device:${request.deviceId}`, async (statements) => {
    const [state, settings] = await Promise.all([
      readDevice(store, statements, request.deviceId),
      readSettings(statements),
    ]);
    const isNewDevice = state.known === undefined;
    const plan = planSections({
      sections: request.sections,
      stored: store.sections,
      isKnownDevice: !isNewDevice,
      checksum: readChecksum(request.sections),
      believesChecksum: settings.INVENTORY_DIFF !== 0,
      digests: state.digests,
    });
    const account = planAccount(state.account, request.accountInfo, {
      isKnown: !isNewDevice,
      mayChangeItself: settings.ACCEPT_TAG_UPDATE_FROM_CLIENT === 1,
    });

    const id = state.known?.id ?? (await insertDevice(statements, request.deviceId));
    await Promise.all([
      writeHardware(store, statements, id, request, state, sender),
      writeAccount(statements, id, account),
      ...plan.write.map((section) => writeOne(store, statements, section.name, id, request, isNewDevice)),
      writeRest(store, statements, id, request, state, plan),
    ]);
    return {
      reply: { ...account.reply, orders: [] },
      isNewDevice,
      writtenSections: plan.write.map((section) => section.name),
    };
  });
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

/** The deployment history, and the digests of all that was written. */
async function writeRest(
  store: Store,
  statements: Statements,
  id: number,
  request: InventoryRequest,
  state: DeviceState,
  plan: SectionPlan,
): Promise<void> {
  const pending: Promise<unknown>[] = [];
  const digests = { ...plan.digests };
  if (request.downloadHistory !== undefined) {
    const history = readHistoryIds(request.downloadHistory);
    digests[HISTORY] = digestOf(history);
    if (digests[HISTORY] !== state.digests[HISTORY]) {
      pending.push(writeDownloadHistory(statements, id, history));
    }
  }
  if (store.hasDigests && digestOf(digests) !== digestOf(state.digests)) {
    pending.push(writeDigests(statements, id, digests, !state.hasDigests));
  }
  await Promise.all(pending);
}
