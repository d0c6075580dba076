import { ForbiddenError } from '@popis/errors';
import type { ReportRequest } from '@popis/inventory-format';
import type { Statements } from '../database/database.ts';
import type { Store } from '../store.ts';
import { claimCounter, type Proof } from './authenticate.ts';
import {
  findProof,
  isKnownDevice,
  keepDevice,
  keepProof,
  listOwnersOfDevices,
  listOwnersOfName,
} from './key.repository.ts';

/**
 * Turns away who speaks for a device that belongs to the key of another, whatever the request is; takes the counter of
 * those that are no inventories. An agent may report under a new DEVICEID (its host was renamed) that nobody has.
 * @throws ForbiddenError
 */
export async function admitRequest(
  store: Store,
  request: ReportRequest,
  proof: Proof | undefined,
): Promise<void> {
  if (!store.keepsKeys || request.query === 'UPDATE') {
    return;
  }
  const { statements } = store.database;
  const names = [request.deviceId];
  if (request.query === 'INVENTORY' && request.oldDeviceId !== undefined) {
    names.push(request.oldDeviceId);
  }
  const owners = (await Promise.all(names.map((name) => listOwnersOfName(statements, name)))).flat();
  refuseOthers(owners, proof);
  if (proof === undefined) {
    return;
  }
  if (
    request.deviceId !== proof.key.deviceId &&
    owners.length === 0 &&
    (await isKnownDevice(statements, request.deviceId))
  ) {
    throw new ForbiddenError('This key belongs to another DEVICEID');
  }
  if (request.query !== 'INVENTORY') {
    await store.database.transaction(undefined, (within) => claimCounter(within, proof));
  }
}

/** An inventory that was stored in a transaction which is not committed yet. */
export interface StoredReport {
  /** DEVICEID that the agent reports under. */
  deviceId: string;
  /** Row of `hardware` that it was stored with. */
  hardwareId: number;
  /** Other rows that identification took for the same device. */
  otherIds: readonly number[];
}

/**
 * The last word on an inventory, before its transaction is committed: nothing of a device that belongs to another key was
 * touched, whoever identification took the sender for; the counter is new; and it is kept how the sender proved itself.
 * @throws ForbiddenError or ConflictError, by which all of it is taken back.
 */
export async function settleProof(
  store: Store,
  statements: Statements,
  report: StoredReport,
  proof: Proof | undefined,
): Promise<void> {
  if (!store.keepsKeys) {
    return;
  }
  const { dialect } = store.database;
  const { hardwareId, otherIds, deviceId } = report;
  const [owners, known] = await Promise.all([
    listOwnersOfDevices(statements, dialect.isAnyOf('k.hardware_id'), [hardwareId, ...otherIds]),
    findProof(statements, hardwareId),
  ]);
  refuseOthers(owners, proof);
  if (proof !== undefined) {
    const { id } = await claimCounter(statements, proof);
    await keepDevice(statements, dialect.now, { id, deviceId, hardwareId });
  }
  const keyId = proof?.key.keyId ?? null;
  if (known?.keyId !== keyId) {
    await keepProof(statements, dialect.now, hardwareId, keyId);
  }
}

function refuseOthers(owners: readonly string[], proof: Proof | undefined): void {
  if (owners.some((owner) => owner !== proof?.key.keyId)) {
    throw new ForbiddenError(
      proof === undefined
        ? 'This device belongs to the key of its agent: reports without it are not taken'
        : 'This device belongs to the key of another agent',
    );
  }
}

/** The device gets the TAG that its token gives, whatever it says itself. */
export function withTokenTag(request: ReportRequest, proof: Proof | undefined): ReportRequest {
  const tag = proof?.key.tag;
  if (request.query !== 'INVENTORY' || tag == null) {
    return request;
  }
  const others = request.accountInfo.filter((entry) => entry.name !== 'TAG');
  return { ...request, accountInfo: [{ name: 'TAG', value: tag }, ...others] };
}
