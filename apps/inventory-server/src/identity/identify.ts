import {
  DEFAULT_RULES,
  type Decision,
  decide,
  type Evidence,
  type Fingerprint,
  groupByDoubt,
  isWorthless,
  listIdentifiers,
  type Placement,
  placeContact,
  toFingerprint,
  without,
} from '@popis/identification';
import type { InventoryRequest } from '@popis/inventory-format';
import type { Statements, TakeLocks } from '../database/database.ts';
import type { Proof } from '../enrolment/authenticate.ts';
import { digestOf } from '../inventory/section-plan.ts';
import { log } from '../logger.ts';
import { readSettings } from '../settings.read-model.ts';
import type { Store } from '../store.ts';
import {
  listDevices,
  listDistinct,
  listDoubts,
  listHolders,
  listNamed,
  listStandings,
  type Reading,
  type StoredDevice,
} from './identity.read-model.ts';
import { insertAlias, renameDevice } from './identity.repository.ts';
import { mergeRows, takeOver } from './merge-devices.ts';
import { findMergeOf } from './merges.repository.ts';
import { nameApart } from './name-apart.ts';
import { readEvidence } from './read-evidence.ts';
import { undoWithin } from './undo-merge.ts';

/** The name under which the digest of a device's evidence is kept beside those of its sections. */
export const IDENTITY = 'IDENTITY';

/** Where an inventory is to be stored, and what led there. */
export interface Identified {
  /** DEVICEID in `hardware` of the row that it is stored with; there is none yet for a new device. */
  deviceId: string;
  /** Another installation speaks for the row than before: its CHECKSUM tells nothing of what the row holds. */
  readsAll: boolean;
  /** Digest to be kept; it never equals that of evidence while a question is open, so that it is asked again. */
  digest: string;
  evidence: Evidence;
  fingerprint: Fingerprint;
  decision: Decision;
  placement: Placement;
}

/** Digest of what an inventory says of the machine behind it. */
export function digestOfEvidence(request: InventoryRequest): string {
  return digestOf(readEvidence(request));
}

/**
 * Decides which device an inventory belongs to, and makes the rows ready for it. Under locks on its identifiers and then
 * on the DEVICEIDs of all candidates, so that two reports of one device, and two that may be merged, wait for each other.
 */
export async function identify(
  store: Store,
  statements: Statements,
  takeLocks: TakeLocks,
  request: InventoryRequest,
  proof: Proof | undefined,
): Promise<Identified> {
  const evidence = readEvidence(request);
  const fingerprint = toFingerprint(evidence);
  const { dialect } = store.database;
  const reading: Reading = { statements, dialect, at: Date.now() };
  await takeLocks(strongOf(fingerprint).map((identifier) => `identifier:${identifier}`));
  const expected = await listCandidates(reading, request, fingerprint);
  await takeLocks(lockNames(request, expected.candidates));
  // Whose identifiers nobody has is a new device, unless its name has come up before it was locked: most need no second look.
  const isNew =
    expected.candidates.length === 0 && (await listNamed(reading, claimedBy(request))).length === 0;
  const { candidates, usable, live } = isNew ? expected : await listCandidates(reading, request, fingerprint);
  const contact = {
    deviceId: request.deviceId,
    oldDeviceId: request.oldDeviceId,
    fingerprint: usable,
    at: reading.at,
    provenId: proof?.key.hardwareId ?? undefined,
  };
  const decision = decide(contact, candidates, live, DEFAULT_RULES);
  const placement = placeContact(decision);
  const deviceId = await place(store, reading, {
    placement,
    decision,
    candidates,
    deviceId: request.deviceId,
  });
  const digest = digestOf(evidence);
  return {
    deviceId,
    readsAll: placement.kind !== 'own' || decision.twinId !== null,
    digest: decision.doubtId === null ? digest : `${digest}?`,
    evidence,
    fingerprint,
    decision,
    placement,
  };
}

/** A name alone finds no candidate: it only says how many have it. */
function strongOf(fingerprint: Fingerprint): string[] {
  return listIdentifiers(fingerprint).filter((identifier) => !identifier.startsWith('name:'));
}

function lockNames(request: InventoryRequest, candidates: readonly StoredDevice[]): string[] {
  const names = [...candidates.flatMap((each) => [...each.names, ...each.formerNames]), request.deviceId];
  return names.map((name) => `device:${name}`);
}

function claimedBy({ deviceId, oldDeviceId }: InventoryRequest): string[] {
  return oldDeviceId === undefined ? [deviceId] : [deviceId, oldDeviceId];
}

async function listCandidates(reading: Reading, request: InventoryRequest, fingerprint: Fingerprint) {
  const told = listIdentifiers(fingerprint);
  const [standings, named, settings] = await Promise.all([
    listStandings(reading, told),
    listNamed(reading, claimedBy(request)),
    readSettings(reading.statements),
  ]);
  const usable = without(fingerprint, (each) => isWorthless(each, standings.get(each), DEFAULT_RULES));
  const { all, live } = await listHolders(reading, listIdentifiers(usable), DEFAULT_RULES.liveDays);
  const holders = strongOf(usable).flatMap((identifier) => all.get(identifier) ?? []);
  const ids = [...new Set([...named, ...holders])];
  const devices = await listDevices(reading, ids, fingerprint, Math.max(0, settings.FREQUENCY ?? 0));
  const theirs = [...new Set(devices.flatMap((device) => listIdentifiers(device.fingerprint)))];
  const sharing = [...new Set([...ids, ...[...live.values()].flat()])];
  const [learned, pairs, doubts] = await Promise.all([
    listStandings(reading, theirs),
    listDistinct(reading, ids),
    listDoubts(reading, sharing),
  ]);
  const groupOf = groupByDoubt(doubts);
  const candidates = devices.map((device) => ({
    ...device,
    group: groupOf(device.id),
    fingerprint: without(device.fingerprint, (each) => isWorthless(each, learned.get(each), DEFAULT_RULES)),
    distinctFrom: pairs
      .filter((pair) => pair.includes(device.id))
      .flat()
      .filter((id) => id !== device.id),
  }));
  const holdingGroups = new Map([...live].map(([each, found]) => [each, [...new Set(found.map(groupOf))]]));
  return { candidates, usable, live: holdingGroups };
}

interface Move {
  placement: Placement;
  decision: Decision;
  candidates: readonly StoredDevice[];
  deviceId: string;
}

/** Makes the rows ready; gives the DEVICEID in `hardware` under which the inventory is to be stored. */
async function place(store: Store, reading: Reading, move: Move): Promise<string> {
  const { placement, decision, candidates, deviceId } = move;
  const found = 'id' in placement ? candidates.find((each) => each.id === placement.id) : undefined;
  const twin = candidates.find((each) => each.id === decision.twinId);
  if (found !== undefined && twin !== undefined) {
    await mergeRows(store, reading, twin.id, found.id, decision.because);
    log.info({ keptId: twin.id, otherId: found.id }, 'two devices were made one');
    return twin.names.includes(deviceId) ? twin.deviceId : deviceId;
  }
  switch (placement.kind) {
    case 'own':
      return found?.deviceId ?? deviceId;
    case 'take-over':
      if (found !== undefined && !found.formerNames.includes(deviceId)) {
        await takeOver(store, reading, found, deviceId, decision.because);
        log.info(
          { id: found.id, from: found.deviceId, to: deviceId },
          'a device goes on under another DEVICEID',
        );
      } else {
        // Two systems of one machine report in turns: what it was is kept already.
        await renameDevice(reading, placement.id, deviceId);
      }
      return deviceId;
    case 'alias':
      await insertAlias(reading, deviceId, placement.id);
      return found?.deviceId ?? deviceId;
    case 'give-back': {
      const merge = await findMergeOf(reading.statements, placement.id, deviceId);
      if (merge !== undefined) {
        await undoWithin(store, reading, merge);
        log.warn({ mergeId: merge.id, deviceId }, 'a merge was taken back: both devices report');
      }
      return deviceId;
    }
    case 'found':
      return placement.apart
        ? nameApart(
            deviceId,
            candidates.flatMap((each) => each.names),
            new Date(),
          )
        : deviceId;
  }
}
