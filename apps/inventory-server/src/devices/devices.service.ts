import { NotFoundError } from '@popis/errors';
import type { AnswerOf, Operations } from '@popis/inventory-administration';
import type { Store } from '../store.ts';
import { countSections, listGroupsOf, readAccount, readSectionRows } from './device-content.read-model.ts';
import { findDeviceProof } from './device-proof.read-model.ts';
import { type Device, findDevice } from './devices.read-model.ts';

/** A device with what is known of it. @throws NotFoundError */
export async function getDevice(store: Store, id: number): Promise<AnswerOf<Operations['getDevice']>> {
  const device = await requireDevice(store, id);
  const [account, groups, sections, proof] = await Promise.all([
    readAccount(store, id),
    listGroupsOf(store, id),
    countSections(store, id),
    findDeviceProof(store, id),
  ]);
  return { ...device, account, groups, sections, proof };
}

/** What a device told in one section. @throws NotFoundError when there is no such device or section. */
export async function getDeviceSection(
  store: Store,
  id: number,
  name: string,
): Promise<AnswerOf<Operations['getDeviceSection']>> {
  await requireDevice(store, id);
  const section = [...store.sections.values()].find((each) => each.name === name);
  if (section === undefined) {
    throw new NotFoundError(`There is no section ${name} in this inventory`);
  }
  return await readSectionRows(store, section, id);
}

async function requireDevice(store: Store, id: number): Promise<Device> {
  const device = await findDevice(store, id);
  if (device === undefined) {
    throw new NotFoundError(`There is no device ${id}`);
  }
  return device;
}
