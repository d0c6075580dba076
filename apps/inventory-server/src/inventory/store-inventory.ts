import { DEFAULT_LIMITS, type InventoryRequest, type Reply, type SectionName } from '@popis/inventory-format';
import type { Identification } from '../contacts/contact.ts';
import type { Statements } from '../database/database.ts';
import { settleProof } from '../enrolment/guard.ts';
import { digestOfEvidence, IDENTITY, type Identified, identify } from '../identity/identify.ts';
import { identifyAsOcs } from '../identity/identify-as-ocs.ts';
import { keepDecision } from '../identity/keep-decision.ts';
import { settleScan } from '../ipdiscover/settle-scan.ts';
import { admitInventory } from '../session/admit-inventory.ts';
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
import { requireFewNewWords } from './new-words.ts';
import { digestsOfRuns } from './run-memory.ts';
import { writeSection, writeSoftware } from './section.repository.ts';
import { type Digests, digestOf, planSections, spokenSections } from './section-plan.ts';
import { listWords, toSoftwareValues } from './software-rows.ts';

/** What storing an inventory came to. */
export interface StoredInventory {
  reply: Reply;
  isNewDevice: boolean;
  writtenSections: SectionName[];
  /** ID of the device. */
  id: number;
  /** How the device was found. */
  identification: Identification;
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
  const lock = `device:${request.deviceId}`;
  const known = await store.database.transaction(lock, async (statements) => {
    const stored = await storeWithin(statements, store, spoken, sender);
    if (stored !== undefined) {
      const report = { deviceId: request.deviceId, hardwareId: stored.id, otherIds: [] };
      await settleProof(store, statements, report, sender.proof);
    }
    return stored;
  });
  // Who it is has to be found out first, under more locks than that of its own name.
  const { remembered, ...stored } =
    known === undefined
      ? await storeIdentified(store, spoken, sender)
      : { ...known, identification: 'known' as const };
  // Only now is it committed.
  if (request.oldDeviceId !== undefined) {
    store.digestMemory?.forget(request.oldDeviceId);
  }
  if (remembered !== undefined) {
    store.digestMemory?.remember(request.deviceId, remembered.mark, remembered.digests);
  }
  return stored;
}

async function storeIdentified(
  store: Store,
  request: InventoryRequest,
  sender: Sender,
): Promise<StoredWithin & Pick<StoredInventory, 'identification'>> {
  return await store.database.transaction(undefined, async (statements, takeLocks) => {
    if (!store.keepsIdentity) {
      const readsAll = await identifyAsOcs(store, statements, takeLocks, request);
      const digest = digestOfEvidence(request);
      const asOcs = { digest, readsAll, reportedAs: request.deviceId };
      const stored = await getStored(storeWithin(statements, store, request, sender, asOcs));
      return { ...stored, identification: 'as OCS' };
    }
    const identified = await identify(store, statements, takeLocks, request, sender.proof);
    const within = { ...request, deviceId: identified.deviceId };
    const reported = { ...identified, reportedAs: request.deviceId };
    const stored = await getStored(storeWithin(statements, store, within, sender, reported));
    const reading = { statements, dialect: store.database.dialect, at: Date.now() };
    await keepDecision(reading, identified, request.deviceId, stored.id);
    const report = { deviceId: request.deviceId, hardwareId: stored.id, otherIds: idsOf(identified) };
    await settleProof(store, statements, report, sender.proof);
    return { ...stored, identification: toIdentification(identified) };
  });
}

function toIdentification({ decision }: Identified): Identification {
  return decision.twinId === null ? decision.outcome : 'merged';
}

/** Rows that were taken for the device that reports. */
function idsOf({ decision, placement }: Identified): number[] {
  // In doubt, the other is another device.
  const same = decision.outcome === 'same' ? decision.deviceId : null;
  const ids = [same, decision.twinId, 'id' in placement ? placement.id : null];
  return ids.filter((id) => id !== null);
}

async function getStored(storing: Promise<StoredWithin | undefined>): Promise<StoredWithin> {
  const stored = await storing;
  if (stored === undefined) {
    throw new Error('An inventory was not stored though its device is known');
  }
  return stored;
}

interface StoredWithin extends Omit<StoredInventory, 'identification'> {
  /** What is to be remembered where the database does not keep it. */
  remembered: { mark: DeviceMark; digests: Digests } | undefined;
}

/** Stores an inventory, unless its device has to be identified first. */
async function storeWithin(
  statements: Statements,
  store: Store,
  request: InventoryRequest,
  sender: Sender,
  identified?: Pick<Identified, 'digest' | 'readsAll'> & { reportedAs: string },
): Promise<StoredWithin | undefined> {
  const state = await readDevice(store, statements, request.deviceId);
  const { settings, scans } = state;
  const isNewDevice = state.known === undefined;
  const identity = identified?.digest ?? digestOfEvidence(request);
  if (identified === undefined && identity !== state.digests[IDENTITY]) {
    return undefined;
  }
  const deviceId = identified?.reportedAs ?? request.deviceId;
  await admitInventory(store, statements, { deviceId, isNewDevice }, sender, settings);
  const plan = planSections({
    sections: request.sections,
    known: digestsOfRuns(store.runs, request.runs),
    stored: store.sections,
    isKnownDevice: !isNewDevice,
    checksum: readChecksum(request.sections),
    believesChecksum: settings.INVENTORY_DIFF !== 0 && identified?.readsAll !== true,
    digests: state.digests,
  });
  const account = planAccount(state.account, request.accountInfo, {
    isKnown: state.known !== undefined,
    mayChangeItself: settings.ACCEPT_TAG_UPDATE_FROM_CLIENT === 1,
  });

  const history = request.downloadHistory === undefined ? undefined : readHistoryIds(request.downloadHistory);
  const digests = {
    ...plan.digests,
    ...(history === undefined ? {} : { [HISTORY]: digestOf(history) }),
    [IDENTITY]: identity,
  };

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
    id,
    reply: { ...account.reply, orders: [] },
    isNewDevice,
    writtenSections: plan.write.map((section) => section.name),
    remembered,
  };
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
  const rows = request.sections[name] ?? request.runs?.[name]?.rows();
  if (section === undefined || rows === undefined) {
    return;
  }
  if (name !== 'SOFTWARES') {
    await writeSection(statements, section, id, rows, isNewDevice);
    return;
  }
  const told = listWords(section, rows);
  await requireFewNewWords(store.dictionaries, told, DEFAULT_LIMITS.newWords);
  const ids = new Map<string, ReadonlyMap<string, number>>();
  for (const [table, words] of told) {
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
